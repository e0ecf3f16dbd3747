from . import test_calendar
from . import test_calendar_files
from . import test_programme
from . import test_projection
from . import test_session
from . import test_session_list
from . import test_session_seats
from . import test_session_undone
