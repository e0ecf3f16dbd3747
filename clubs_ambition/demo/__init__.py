from . import bilan_fixture
from . import club_demo
