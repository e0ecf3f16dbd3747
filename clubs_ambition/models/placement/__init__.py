from . import club_placement
from . import club_followup
from . import club_followup_question
