from . import test_map
from . import test_reach
from . import test_readers
from . import test_register
