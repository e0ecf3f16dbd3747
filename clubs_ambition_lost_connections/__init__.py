from . import controllers, dispatchers
from .lost_connections import post_load
