from . import club_demo
