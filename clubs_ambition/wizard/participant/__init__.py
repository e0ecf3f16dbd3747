from . import club_inbound_orient
