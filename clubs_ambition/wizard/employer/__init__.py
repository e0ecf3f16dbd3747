from . import base_partner_merge
from . import club_campaign_find
from . import club_campaign_find_line
from . import club_establishment_merge
from . import club_stop_lift
