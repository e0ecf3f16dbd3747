from . import club_kpi
from . import club_kpi_measure
from . import club_kpi_answer
from . import club_kpi_records
