from . import club_kpi
from . import club_kpi_text
