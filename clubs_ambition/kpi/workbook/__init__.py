from . import club_kpi_workbook
