from . import club_kpi_stale
from . import club_kpi_span
from . import club_kpi_step
from . import club_kpi_tie
