from . import test_committee
from . import test_pack
from . import test_statement
