from . import club_programme_generate
from . import club_programme_generate_line
