from . import club_immersion
from . import club_immersion_convention
from . import club_immersion_limits
from . import club_immersion_promise
from . import club_immersion_rules
from . import club_immersion_screen
