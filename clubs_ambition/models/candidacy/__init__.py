from . import club_candidacy
from . import club_candidacy_answer
