from . import answer
from . import bilan
from . import employer_form
from . import export
from . import privacy
from . import thread
from . import privacy_notice
from . import rpc
