from . import club_privacy_sheet
from . import club_privacy_ask
from . import club_privacy_ask_line
from . import club_privacy_erase
from . import club_privacy_keep
from . import club_privacy_find
from . import club_privacy_rectify
from . import club_privacy_settle
