from . import controllers, demo, models, kpi, report, wizard
from .hooks import uninstall_hook
