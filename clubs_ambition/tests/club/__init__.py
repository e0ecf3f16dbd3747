from . import test_departure
from . import test_new_base
from . import test_hand_over
from . import test_clocks_overseas
from . import test_guest
from . import test_absence
from . import test_unattended
from . import test_charges
