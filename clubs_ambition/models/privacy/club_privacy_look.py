import logging
import time
from collections import defaultdict
from datetime import timedelta
from functools import partial

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.http import request
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from ...utils import clock
from ..tools.guarded import OPEN
from ..tools.ir_http import LATER
from .club_privacy_rows import REGISTERS
from .look_rows import KEEP, MERGE

_logger = logging.getLogger(__name__)

KEPT_MONTHS = 12

LOOK_SECONDS = 600
"""What is read again within that time is the same look: a form is read in many calls."""

TRIES = 5
"""Of two workers that note the same look at one instant, one begins again."""

REMEMBERED = 100_000
"""Records that a process remembers as noted; beyond, it forgets and notes again."""

KEY = "clubs_ambition.looks"

PAGE = 80
"""Records that a screen lists at once; who reads more in one call is no screen."""

PAGED = "club_paged"
"""Said with ``OPEN`` while a page or a board is read: no RPC can say so."""

NOTED = {}
"""``{(database, user, model, opened): {id: time until which it is the same look}}``: it
spares the database what is noted already; what counts is in the table, for all."""


class Gathered:
    """What one transaction showed to one user, until it is kept."""

    __slots__ = ("opened", "session", "shown", "taken_at", "uid")

    def __init__(self, uid):
        self.uid = uid
        self.session = request.session.sid if request else None
        self.shown = defaultdict(set)
        """``{model name: ids}``; ``opened``: those that were no line of a list."""
        self.opened = defaultdict(set)
        self.taken_at = None
        """Since when a list was taken out, if one was."""


class ClubPrivacyLook(models.Model):
    """A consultation: who looked at which person, on which day, and how many times.

    What a user is shown is collected in memory, by the two methods through which the ORM
    hands out values and names (``_read_format``, labels), and by whatever goes past them.
    When the transaction ends, well or not, a separate cursor keeps it, so that a request
    that only reads stays read-only, on a replica too.

    Only the user in whose name the transaction runs is noted: what the server does by
    itself shows nothing to anybody.

    A line of a list is not an opened file. A file counts as opened when a record is shown
    alone or exported, or when the names of people are read otherwise than for a screen.
    """

    _name = "club.privacy.look"
    _description = "Consultation of a person's file"
    _inherit = ["club.actor.mixin"]
    _order = "last_at desc, id desc"

    user_id = fields.Many2one(string="Seen by")
    person_id = fields.Many2one(
        "club.person",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="cascade",
    )
    club_id = fields.Many2one(
        "club.club",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Of the person's last journey, on that day.",
    )
    outside = fields.Boolean(
        "From outside the club",
        readonly=True,
        copy=False,
        help="Neither animateur of a club of the person nor their referent.",
    )
    day = fields.Date(required=True, readonly=True, copy=False)
    times = fields.Integer(
        readonly=True,
        copy=False,
        default=1,
        help="What is read again within ten minutes is the same time.",
    )
    first_at = fields.Datetime("First time", readonly=True, copy=False)
    last_at = fields.Datetime("Last time", readonly=True, copy=False)
    opened_at = fields.Datetime(
        "File opened",
        readonly=True,
        copy=False,
        help="Last time that it was more than a line of a list.",
    )

    _user_person_day = models.UniqueIndex("(user_id, person_id, day)")
    _user_last = models.Index("(user_id, last_at)")
    _old = models.Index("(day)")

    # === WHAT IS SHOWN === #

    @api.model
    @tools.ormcache()
    def _watched(self):
        """Return the models whose records are persons, or about one."""
        leaving = self.env["club.leaving"]
        about = {name for name, pointers in leaving._pointers().items() if pointers}
        return frozenset({*leaving._ways(), *about} - {self._name})

    @api.model
    def _shows(self, records):
        """Tell whether records show persons to the user.

        What is kept of people's rights names them by a number to whoever reads none.
        """
        rights = records._name.startswith(REGISTERS)
        reads = not rights or records.env["club.person"].has_access("read")
        return reads and records._name in self._watched()

    @api.model
    @tools.ormcache()
    def _files(self):
        """Return the models that say how somebody is reached: each record is a file."""
        told = {"birth_date", "phone"}
        return frozenset(
            name
            for name in self.env["club.leaving"]._ways()
            if told <= self.env[name]._fields.keys()
        )

    @api.model
    def _page(self, records):
        """Return the records, to be read as a page of a list if they are one."""
        if not 1 < len(records._ids) <= PAGE or records._name not in self._watched():
            return records
        return records.with_context(**{PAGED: OPEN})

    @api.model
    def _board(self, records, limit):
        """Return the model, to be read as a board: so many records in each column."""
        if not 0 < (limit or 0) <= PAGE or records._name not in self._watched():
            return records
        return records.with_context(**{PAGED: OPEN})

    @api.model
    def _note_read(self, records):
        """Remember that values of these records are shown: as files, or as lines."""
        files = len(records._ids) == 1 or records._name in self._files()
        paged = records.env.context.get(PAGED) is OPEN
        self._note(records, opened=files and not paged)

    @api.model
    def _note(self, records, opened=False):
        """Remember that these records are shown to the user: no query, nothing kept."""
        uid, name = records.env.uid, records._name
        if not records._ids or not self._is_reader() or not self._shows(records):
            return
        now = time.monotonic()
        noted = NOTED.get((self.env.cr.dbname, uid, name, opened), {})
        fresh = {
            one
            for one in records._ids
            if isinstance(one, int) and noted.get(one, now) <= now
        }
        if fresh:
            self._gathered().shown[name] |= fresh
        if fresh and opened:
            self._gathered().opened[name] |= fresh

    @api.model
    def _note_left(self, bearers, taken=False):
        """Remember what left with persons in it, by a door that the log of exports has.

        :param bearers: ``{model name: ids}``
        :param taken: whether a list left, that may be the first of this user
        """
        for name, ids in bearers.items():
            self._note(self.env[name].browse(ids), opened=True)
        if taken and self._is_reader():
            gathered = self._gathered()
            gathered.taken_at = gathered.taken_at or fields.Datetime.now()

    @api.model
    def _is_reader(self):
        """Tell whether the transaction runs in the name of the user of this record."""
        default = self.env.transaction.default_env
        return (
            self.env.uid
            and self.env.uid != SUPERUSER_ID
            and default is not None
            and default.uid == self.env.uid
        )

    @api.model
    def _gathered(self):
        """Return what this transaction showed so far, kept as it ends.

        What is rolled back was shown all the same: a device noted at the end of a
        request that reads begins with a rollback.
        """
        cr = self.env.cr
        gathered = cr.postcommit.data.get(KEY)
        if gathered is None or gathered.uid != self.env.uid:
            gathered = cr.postcommit.data[KEY] = Gathered(self.env.uid)
            cr.postcommit.add(partial(self._end, gathered))
            cr.postrollback.add(partial(self._end, gathered))
        return gathered

    # === WHAT IS KEPT === #

    @api.model
    def _end(self, gathered):
        """Keep what a transaction showed: once the answer has left, if there is one.

        Whoever asked waits for none of it (``ir.http``).
        """
        later = self.env.cr.postcommit.data.get(LATER)
        if later is None:
            self._write_apart(gathered)
        else:
            later.append(partial(self._write_apart, gathered))

    @api.model
    def _write_apart(self, gathered):
        """Keep what a transaction showed, on a cursor of its own, once.

        A log that cannot be written takes nothing from whoever works: the server's log
        says so, without a name.
        """
        shown, opened = dict(gathered.shown), dict(gathered.opened)
        taken_at, gathered.taken_at = gathered.taken_at, None
        gathered.shown.clear()
        gathered.opened.clear()
        if not shown and not taken_at:
            return
        for left in reversed(range(TRIES)):
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute("SET LOCAL synchronous_commit TO off")
                    env = self.env(cr=cr, user=SUPERUSER_ID, context={})
                    user = env["res.users"].browse(gathered.uid)
                    look = env[self._name].with_context(club_session=gathered.session)
                    look._keep_looks(user, shown, opened, taken_at)
            except psycopg2.Error as error:
                again = isinstance(error, psycopg2.extensions.TransactionRollbackError)
                if left and again:
                    continue
                _logger.warning("Looks were not kept: %s", type(error).__name__)
            else:
                self._remember(gathered.uid, shown, False)
                self._remember(gathered.uid, opened, True)
            return

    @api.model
    def _remember(self, uid, shown, opened):
        if sum(map(len, NOTED.values())) > REMEMBERED:
            NOTED.clear()
        until = time.monotonic() + LOOK_SECONDS
        for name, ids in shown.items():
            known = NOTED.setdefault((self.env.cr.dbname, uid, name, opened), {})
            known.update(dict.fromkeys(ids, until))

    @api.model
    def _keep_looks(self, user, shown, opened, taken_at=None):
        """Keep what somebody was shown, and see whether it is out of their habit.

        :param shown: ``{model name: ids}``
        :param opened: those of them that were more than a line of a list
        :param taken_at: since when they took a list out, if they did
        """
        now = fields.Datetime.now()
        clubs = set()
        if people := self._people(shown):
            query = SQL(
                KEEP,
                user=user.id,
                name=self._actor(user)["user_name"],
                people=sorted(people),
                opened=sorted(self._people(opened)),
                day=clock.today(self.with_user(user)),
                now=now,
                same=now - timedelta(seconds=LOOK_SECONDS),
                root=SUPERUSER_ID,
            )
            # Two workers that note the same begin again: no error for the log.
            self.env.cr.execute(query, log_exceptions=False)
            clubs = {club for club, outside in self.env.cr.fetchall() if outside}
        if people or taken_at:
            self.env["club.privacy.habit"]._judge(user, now, clubs, taken_at)

    @api.model
    def _people(self, shown):
        """Return the ids of the persons that records are about, by their first way.

        Who reads a session was not shown each person of its list.
        """
        leaving = self.env["club.leaving"]
        bearers = defaultdict(set)
        for name, ids in shown.items():
            for about, some in leaving._bearers(name, ids).items():
                bearers[about] |= some
        return leaving._people(bearers, listed=False)

    # === WHAT IS ASKED === #

    @api.model
    def _summary(self, persons):
        """Return who looked at these persons, for their access file.

        Who works for a club of theirs is not from outside.

        :return: ``[{user, club, day, times, outside}]``, the latest first
        """
        # sudo: the officer who answers a request reads no person.
        looks = self.sudo().search([("person_id", "in", persons.ids)])
        return [
            {
                "user": look.user_id.name or look.user_name,
                "club": ", ".join(look.user_id.club_ids.mapped("name")),
                "day": look.day,
                "times": look.times,
                "outside": look.outside,
            }
            for look in looks
        ]

    @api.model
    def _follow(self, kept, gone):
        """Tell of the person kept who looked at the other one, before that one goes."""
        self.flush_model()
        self.env.cr.execute(SQL(MERGE, kept=kept.id, gone=gone.id))
        self.invalidate_model()

    @api.autovacuum
    def _gc_looks(self):
        first = clock.today(self) - relativedelta(months=KEPT_MONTHS)
        old = self.search([("day", "<", first)], order="day", limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT
