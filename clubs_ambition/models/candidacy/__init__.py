from . import club_candidacy
from . import club_candidacy_answer
from . import club_candidacy_hire
from . import club_candidacy_screen
