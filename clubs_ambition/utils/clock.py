"""What day it is: the club's, never the server's nor UTC's."""

from datetime import timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import fields

from ..const import TIMEZONE, YEAR_DAYS


def zone_of(records):
    """Return the name of the time zone in which the days of ``records`` are counted.

    It is that of their club. Where there is none, or clubs of several zones, it is the
    reader's; a user who never said theirs (a cron, a public page) has the mainland's.
    """
    clubs = _clubs(records)
    zones = {clubs._zone_of(club.id) if club.id else club.tz for club in clubs}
    zones -= {False}
    if len(zones) == 1:
        return zones.pop()
    zone = records.env.context.get("tz") or records.env.user.tz
    return zone if zone in pytz.all_timezones_set else TIMEZONE


def _clubs(records):
    """Return the clubs of ``records``; sudo: a club's time zone is no secret.

    Rows of a report have none: the query they are read with asks for today itself.
    """
    if not records._auto:
        return records.env["club.club"]
    records = records.sudo()
    if records._name == "club.club":
        return records
    if "club_id" in records._fields:
        return records.club_id
    return records.env["club.club"]


def today(records):
    """Return today's date where ``records`` are worked on (also a field's default)."""
    return day_of(fields.Datetime.now(), zone_of(records))


def local(records, moment):
    """Return a UTC ``moment`` as the clocks show it where ``records`` are worked on."""
    return _in_zone(moment, zone_of(records))


def day(records, moment):
    """Return the date of a UTC ``moment`` where ``records`` are worked on."""
    return day_of(moment, zone_of(records))


def day_of(moment, zone):
    """Return the date of a UTC ``moment`` in the time zone called ``zone``."""
    return _in_zone(moment, zone).date()


def _in_zone(moment, zone):
    return pytz.utc.localize(moment).astimezone(pytz.timezone(zone))


def monday(day):
    """Return the Monday of the week of a date."""
    return day - timedelta(days=day.weekday())


def year_until(day):
    """Return the first of the 365 days until ``day``: what "last 12 months" means."""
    return day - timedelta(days=YEAR_DAYS - 1)


def half_year(today):
    """Return the twelve months that end with the last whole half-year before a day."""
    month = 7 if today.month > 6 else 1
    end = today.replace(month=month, day=1) - relativedelta(days=1)
    return end + relativedelta(days=1, years=-1), end
