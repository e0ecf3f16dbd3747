from . import test_district_geometry
from . import test_reference
from . import test_reference_editions
from . import test_identifiers
