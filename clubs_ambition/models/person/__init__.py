from . import club_identity
from . import club_person
from . import club_upgrade
from . import club_person_doubt
from . import club_person_former
from . import club_person_merge
