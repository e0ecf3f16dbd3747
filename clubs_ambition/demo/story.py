"""What the parts of the demo share: its records by name, its days, its tables."""

import csv
from datetime import timedelta

from odoo.tools.misc import file_open

from ..utils import clock

UNTRACKED = {"tracking_disable": True, "mail_activity_quick_update": True}
"""What happened long ago is no news: nothing is logged nor notified."""

QUIET = UNTRACKED | {"mail_create_nosubscribe": True}
"""Nor does anybody follow what the demo creates."""


def rows(table):
    """Return the lines of a table of the story."""
    with file_open(f"clubs_ambition/demo/story/{table}.csv", "r") as stream:
        return list(csv.DictReader(stream))


def ref(env, name):
    """Return the record of the addon that has this external id."""
    return env.ref(f"clubs_ambition.{name}").with_env(env)


def person(env, key):
    """Return the journey of a person of the demo."""
    return ref(env, f"club_participant_demo_{key}")


def identify(record, key):
    """Give an external id, so that tours and other data can find the record."""
    xml_id = f"clubs_ambition.{record._table}_demo_{key}"
    record.env["ir.model.data"]._update_xmlids(
        [{"xml_id": xml_id, "record": record, "noupdate": True}]
    )


def day(env, text):
    """Return the date of ``-31`` (days from today) or ``w-5+2`` (week, weekday)."""
    today = clock.today(env["club.demo"])
    if not text.startswith("w"):
        return today + timedelta(days=int(text))
    weeks, _plus, days = text[1:].partition("+")
    monday = clock.monday(today)
    return monday + timedelta(weeks=int(weeks), days=int(days or 0))
