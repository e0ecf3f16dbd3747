from .lost_connections import post_load
