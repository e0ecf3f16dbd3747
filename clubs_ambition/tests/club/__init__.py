from . import test_departure
from . import test_new_base
from . import test_hand_over
from . import test_clocks_overseas
from . import test_guest
