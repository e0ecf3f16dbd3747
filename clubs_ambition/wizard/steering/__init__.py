from . import club_bilan
from . import club_statement_publish
