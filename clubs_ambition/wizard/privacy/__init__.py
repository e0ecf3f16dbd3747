from . import club_privacy_sheet
