from . import club_kpi_report
from . import club_campaign_report
