from . import club_parties_mixin
from . import club_candidacy
from . import club_candidacy_answer
from . import club_candidacy_undo
