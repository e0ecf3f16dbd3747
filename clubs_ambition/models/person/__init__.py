from . import club_identity
from . import res_partner_person
from . import res_partner_relation
