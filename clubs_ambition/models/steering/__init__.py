from . import club_committee_decision
from . import club_committee_attendee
from . import club_committee_meeting
from . import club_pack
from . import club_statement
from . import club_publication
