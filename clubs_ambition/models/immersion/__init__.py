from . import club_convention
from . import club_immersion_rule
from . import club_immersion
