from . import test_erasure_figures
from . import test_erasure_life
from . import test_erasure_replay
from . import test_erasure_sight
from . import test_erasure_traces
