from . import calendar_event
from . import calendar_attendee
from . import calendar_popover_delete_wizard
from . import club_attendance
from . import club_session
from . import club_session_calendar
from . import club_session_mail
from . import club_session_paper
