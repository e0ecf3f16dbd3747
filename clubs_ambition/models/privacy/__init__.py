from . import club_privacy_look
from . import club_privacy_alert
from . import club_privacy_habit
from . import club_privacy_free_text
