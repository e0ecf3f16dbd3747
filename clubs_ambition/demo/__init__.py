from . import bilan_fixture
from . import club_demo_region
from . import club_demo_committee
from . import club_demo
from . import club_demo_weeks
from . import club_demo_immersions
from . import club_demo_campaigns
from . import club_demo_network
