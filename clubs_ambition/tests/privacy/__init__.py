from . import test_map
from . import test_figures_read
from . import test_reach
from . import test_readers
from . import test_register
from . import test_free_text
from . import test_look
from . import test_look_doors
from . import test_look_walk
from . import test_look_routes
from . import test_look_workbook
from . import test_outside
from . import test_consent
from . import test_consent_effect
from . import test_consent_sensitive
from . import test_consent_migration
from . import test_notice
from . import test_erasure_life
from . import test_erasure_replay
from . import test_erasure_short
from . import test_erasure_sight
from . import test_erasure_others
from . import test_erasure_team
from . import test_erasure_traces
from . import test_erasure_contacts
from . import test_erasure_walk
from . import test_erasure_again
from . import test_erasure_late
from . import test_erasure_elsewhere
from . import test_erasure_places
from . import test_erasure_asked
from . import test_erasure_doors
from . import test_ending
from . import test_retention_contacts
from . import test_access
from . import test_access_index
from . import test_access_others
from . import test_access_account
from . import test_access_cost
from . import test_request
from . import test_restriction
from . import test_restriction_moved
from . import test_restriction_contact
from . import test_restriction_lists
from . import test_restriction_kept
from . import test_restriction_walk
from . import test_left_out

# Without it, test_hypothesis says what to install, and the other tests run.
try:
    from . import test_erasure_figures
except ImportError:
    test_erasure_figures = None
from . import test_screens
from . import test_erasure_said
from . import test_erasure_documents
