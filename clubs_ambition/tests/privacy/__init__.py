from . import test_map
from . import test_reach
from . import test_readers
from . import test_register
from . import test_free_text
from . import test_look
from . import test_look_doors
from . import test_outside
