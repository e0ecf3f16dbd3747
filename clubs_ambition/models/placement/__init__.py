from . import club_placement
from . import club_placement_after
from . import club_placement_reopen
from . import club_placement_screen
from . import club_followup
from . import club_followup_voices
from . import club_followup_answer
