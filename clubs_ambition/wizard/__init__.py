from . import club_sight_mixin
from . import club_bilan
from . import club_candidacy_hire
from . import club_candidacy_refuse
from . import club_district_check
from . import club_entry_correction
from . import club_participant_end
from . import club_placement_break
