from . import club_privacy_map
from . import club_privacy_reach
from . import club_privacy_readers
from . import club_privacy_register
from . import club_privacy_look
from . import club_privacy_alert
from . import club_privacy_habit
from . import club_privacy_free_text
