from . import club_identity
from . import club_person
from . import club_upgrade
from . import res_partner_relation
