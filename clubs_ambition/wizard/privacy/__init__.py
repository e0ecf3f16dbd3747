from . import club_privacy_sheet
from . import club_privacy_ask
from . import club_privacy_ask_line
from . import club_privacy_erase
from . import club_privacy_keep
