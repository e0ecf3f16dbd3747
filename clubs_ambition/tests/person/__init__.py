from . import test_identity
from . import test_import_people
from . import test_merge
from . import test_migration_expressions
from . import test_migration_persons
from . import test_nir
from . import test_person
from . import test_views_person
