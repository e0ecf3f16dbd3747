from . import club_placement_break
from . import club_placement_reopen
