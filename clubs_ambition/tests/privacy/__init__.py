from . import test_consent
from . import test_consent_effect
from . import test_consent_migration
from . import test_notice
