from . import club_demo
from . import club_demo_bilan
from . import club_demo_campaigns
from . import club_demo_committee
from . import club_demo_immersions
from . import club_demo_network
from . import club_demo_region
from . import club_demo_weeks
