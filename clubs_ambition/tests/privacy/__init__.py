from . import test_free_text
from . import test_look
from . import test_look_doors
from . import test_outside
