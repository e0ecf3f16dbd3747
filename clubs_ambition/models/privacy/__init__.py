from . import club_privacy_wording
from . import club_privacy_consent
from . import club_privacy_effect
from . import club_privacy_notice
