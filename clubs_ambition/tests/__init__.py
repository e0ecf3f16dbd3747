from . import test_access_matrix
from . import test_candidacy
from . import test_eligibility
from . import test_employer
from . import test_identifiers
from . import test_participant
from . import test_placement
from . import test_reference
