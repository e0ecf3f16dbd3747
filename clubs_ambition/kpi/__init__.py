from . import answer
from . import kept
from . import workbook
from . import paper
