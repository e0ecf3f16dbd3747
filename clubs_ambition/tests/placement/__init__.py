from . import test_followup
from . import test_followup_link
from . import test_placement
from . import test_placement_reopen
