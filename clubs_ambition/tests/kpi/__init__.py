from . import test_hidden_charts
from . import test_hypothesis
from . import test_kpi_entrants
from . import test_kpi_exits
from . import test_kpi_kept_counts
from . import test_kpi_formulas
from . import test_kpi_immersions
from . import test_kpi_clubs
from . import test_kpi_one_answer
from . import test_kpi_overlap
from . import test_kpi_plan
from . import test_kpi_report
from . import test_kpi_route
from . import test_kpi_scope
from . import test_kpi_sessions
from . import test_kpi_small
from . import test_kpi_workbook
from . import test_workbook_cells

# Without it, test_hypothesis says what to install, and the other tests run.
try:
    from . import test_kpi_property
except ImportError:
    test_kpi_property = None
