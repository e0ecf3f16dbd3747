from . import club_privacy_find
from . import club_privacy_rectify
from . import club_privacy_settle
