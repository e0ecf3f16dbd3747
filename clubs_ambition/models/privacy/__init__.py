from . import club_privacy_map
from . import club_privacy_reach
from . import club_privacy_readers
from . import club_privacy_register
