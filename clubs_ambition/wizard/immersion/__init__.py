from . import club_immersion_assess
