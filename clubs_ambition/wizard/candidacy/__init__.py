from . import club_answer_handover
from . import club_candidacy_hire
from . import club_candidacy_refuse
from . import club_candidacy_send
from . import club_candidacy_send_line
from . import club_proposal
from . import club_proposal_line
from . import club_undelivered_correct
