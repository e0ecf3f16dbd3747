from . import test_committee
from . import test_pack
