from . import club_privacy_identity
from . import club_privacy_search
from . import club_privacy_request
from . import club_privacy_file
from . import club_privacy_rectification
