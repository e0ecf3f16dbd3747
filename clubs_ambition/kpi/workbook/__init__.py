from . import club_kpi_detail
from . import club_kpi_bilan
from . import club_kpi_charters
from . import club_kpi_comparison
from . import club_kpi_costs
from . import club_kpi_journeys
