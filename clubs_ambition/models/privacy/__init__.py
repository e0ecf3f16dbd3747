from . import club_privacy_map
from . import club_privacy_reach
