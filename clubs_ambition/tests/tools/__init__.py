from . import test_bounds
from . import test_clock
from . import test_empty_forms
from . import test_formulas
from . import test_javascript
from . import test_kanban
from . import test_public_pages
from . import test_words
