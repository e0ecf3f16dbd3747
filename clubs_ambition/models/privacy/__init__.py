from . import ir_rule
from . import club_privacy_announcement
from . import club_privacy_erasure
from . import club_privacy_replay
from . import club_privacy_retention
from . import club_privacy_rows
from . import club_privacy_sweep
