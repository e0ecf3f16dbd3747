from . import test_emptied
