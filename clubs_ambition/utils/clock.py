"""What day it is: the club's, never the server's nor UTC's."""

import pytz

from odoo import fields

from ..const import TIMEZONE


def zone_of(records):
    """Return the name of the time zone in which the days of ``records`` are counted.

    It is that of their club. Where there is none, or clubs of several zones, it is the
    reader's; a user who never said theirs (a cron, a public page) has the mainland's.
    """
    zones = set(_clubs(records).mapped("tz")) - {False}
    if len(zones) == 1:
        return zones.pop()
    zone = records.env.context.get("tz") or records.env.user.tz
    return zone if zone in pytz.all_timezones_set else TIMEZONE


def _clubs(records):
    """Return the clubs of ``records``; sudo: a club's time zone is no secret.

    The rows of a report have none: their query asks for the day, so reading them to
    know it would come back here for ever.
    """
    records = records.sudo()
    if records._name == "club.club":
        return records
    if "club_id" in records._fields and records._auto:
        return records.club_id
    return records.env["club.club"]


def today(records):
    """Return today's date where ``records`` are worked on (also a field's default)."""
    return day_of(fields.Datetime.now(), zone_of(records))


def day_of(moment, zone):
    """Return the date of a UTC ``moment`` in the time zone called ``zone``."""
    return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()
