from . import facts
from . import club_kpi
from . import club_kpi_detail
from . import club_kpi_bilan
from . import club_kpi_report
from . import club_kpi_funnel
from . import club_campaign_report
