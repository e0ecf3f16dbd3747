from . import club_identity
from . import club_person
from . import res_partner_relation
