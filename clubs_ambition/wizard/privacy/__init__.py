from . import club_privacy_erase
from . import club_privacy_keep
