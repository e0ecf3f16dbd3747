from . import answer
from . import bilan
