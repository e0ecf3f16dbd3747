from . import test_access
from . import test_request
from . import test_restriction
