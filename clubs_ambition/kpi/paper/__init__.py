from . import club_kpi_paper
