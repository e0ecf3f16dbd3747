from . import controllers, demo, models, kpi, report, wizard
from .hooks import uninstall_hook
from .utils.lost_connections import post_load
