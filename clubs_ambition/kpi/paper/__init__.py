from . import club_kpi_paper
from . import club_kpi_paper_means
