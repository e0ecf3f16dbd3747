from . import club_absence_declare
from . import club_cohort_close
from . import club_cohort_close_line
from . import club_portfolio_reassign
