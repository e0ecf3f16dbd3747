from . import test_departure
from . import test_new_base
