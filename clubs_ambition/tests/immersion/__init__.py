from . import test_immersion
from . import test_immersion_life
