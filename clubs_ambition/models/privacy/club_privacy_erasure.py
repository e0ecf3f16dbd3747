import secrets
from collections import Counter
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ...const import OFFICER
from ...utils import actions, clock
from . import erasure_file
from .club_privacy_rows import ERASED_ON, PERSON

BATCH = 10
"""How many people are erased in one transaction, for which all texts are read."""

REASONS = [
    ("retention", "End of the retention period"),
    ("request", "Asked for by the person"),
    ("objection", "The person objects"),
    ("officer", "Decided by the data officer"),
]


class ClubPrivacyErasure(models.Model):
    """An erasure to come, or done: of whom is a number, which names nobody.

    Announced thirty days before, to whoever coached the person; who says that they are
    coached still puts it off. Marked as going on, with a line in the register outside
    the database, before anything is erased: what a crash stopped is taken up again, and
    a backup that is restored is told what it must forget (``club.privacy.replay``).
    """

    _name = "club.privacy.erasure"
    _description = "Erasure"
    _inherit = ["club.label.mixin"]
    _order = "erase_on, id"
    _rec_name = "name"

    name = fields.Char(compute="_compute_name", string="Who")
    kind = fields.Selection(
        [
            ("participant", "Participant"),
            ("contact", "Contact at an employer"),
            ("prescriber", "Prescriber"),
            ("user", "Colleague who left"),
        ],
        required=True,
        readonly=True,
        copy=False,
    )
    res_model = fields.Char(required=True, readonly=True, copy=False)
    res_id = fields.Integer(
        "Technical number", required=True, readonly=True, copy=False
    )
    salt = fields.Char(readonly=True, copy=False, groups="base.group_system")
    fingerprint = fields.Char(
        readonly=True, copy=False, index=True, groups="base.group_system"
    )
    club_id = fields.Many2one(
        "club.club", readonly=True, copy=False, index=True, ondelete="set null"
    )
    state = fields.Selection(
        [
            ("announced", "Announced"),
            ("kept", "Still coached"),
            ("erasing", "Going on"),
            ("erased", "Erased"),
        ],
        required=True,
        default="announced",
        readonly=True,
        copy=False,
        index=True,
    )
    reason = fields.Selection(
        REASONS, required=True, default="retention", readonly=True, copy=False
    )
    last_contact_on = fields.Date("Last contact", readonly=True, copy=False)
    noticed_on = fields.Date("Announced on", readonly=True, copy=False)
    erase_on = fields.Date("Erased from", readonly=True, copy=False)
    kept_reason = fields.Selection(
        [
            ("coached", "Coached still, outside a group"),
            ("followup", "Followed up after a hire"),
            ("back", "Comes back to a club"),
            ("dispute", "A dispute or a control is going on"),
        ],
        readonly=True,
        copy=False,
        string="Why still coached",
    )
    kept_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        string="Said by",
    )
    erased_on = fields.Date("Erased on", readonly=True, copy=False)
    again_on = fields.Datetime(
        "Looked at again on",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
    )

    _one_of_each = models.UniqueIndex(
        "(res_model, res_id) WHERE state != 'erased'",
        "This erasure is planned already.",
    )

    @api.depends("res_model", "res_id", "state")
    @api.depends_context("uid", "lang")
    def _compute_name(self):
        """Name who may be read by the reader; of the others, tell a number.

        A journey is read longer than its person, and bears their name.
        """
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        names = {}
        for model, rows in self.grouped("res_model").items():
            named = rows._named_by(model)
            for one in named.sudo(False)._filtered_access("read"):
                number = one.person_id.id if model == PERSON else one.id
                names[model, number] = one.display_name
        for row in self:
            number = f"{kinds[row.kind]} {row.res_id}"
            row.name = names.get((row.res_model, row.res_id)) or number

    def _named_by(self, model):
        """Return the last journeys of participants, or the contacts themselves."""
        ids = self.mapped("res_id")
        if model != PERSON:
            return self.env[model].browse(ids).exists()
        journeys = self.env["club.privacy.announcement"]._last_journeys(ids)
        found = self.env["club.participant"].union(*journeys.values())
        return found.with_env(self.env)

    # === TO COME === #

    @api.model
    def _due(self):
        """Return the erasures whose day has come, those that a crash stopped first."""
        today = clock.today(self)
        stopped = self.sudo().search([("state", "=", "erasing")])
        due = [("state", "=", "announced"), ("erase_on", "<=", today)]
        return stopped + self.sudo().search(due)

    @api.model
    def _dry_run(self, erasures=None):
        """Return how many people go, by kind, club and month; nothing is written.

        sudo: how many, of all clubs; who they are is not told.
        """
        waiting = Domain("state", "in", ("announced", "erasing"))
        erasures = self.sudo().search(waiting) if erasures is None else erasures.sudo()
        found = Counter(
            (row.club_id.name or "", row._due_month(), row.kind) for row in erasures
        )
        return [
            {"club": club, "month": month, "kind": kind, "people": people}
            for (club, month, kind), people in sorted(found.items())
        ]

    def _due_month(self):
        return (self.erase_on or clock.today(self)).replace(day=1)

    @api.model
    def _weigh(self, erasures):
        """Return what would go with these people: counts of rows, messages and files."""
        rows, about = Counter(), Counter()
        service = self.env["club.privacy.rows"].sudo()
        for model in ERASED_ON:
            subjects = erasures._subjects(model)
            if subjects:
                theirs = service._of(subjects)
                rows.update({name: len(ids) for name, ids in theirs.items()})
                around = service._about(theirs)
                about.update({name: len(ids) for name, ids in around.items()})
        deleted = sum(n for name, n in rows.items() if service._is_deleted(name))
        return {
            "emptied": sum(rows.values()) - deleted,
            "deleted": deleted,
            "messages": about["mail.message"],
            "files": about["ir.attachment"],
            "events": about["calendar.event"] + about["mail.activity"],
        }

    def _subjects(self, model):
        """Return the persons or contacts of these erasures that are still there."""
        ids = [row.res_id for row in self.sudo() if row.res_model == model]
        people = self.env[model].sudo().with_context(active_test=False)
        return people.browse(ids).exists()

    @api.model
    def _values(self, one, kind):
        """Return what tells the row of somebody, before its dates are reduced."""
        salt = secrets.token_hex(8)
        known = (salt, one._name, one.id, one.create_date)
        return {
            "kind": kind,
            "res_model": one._name,
            "res_id": one.id,
            "salt": salt,
            "fingerprint": erasure_file.fingerprint(*known),
        }

    def _keep(self, reason):
        """Put off the erasure of whoever is coached still, and keep who says so.

        sudo: no hand writes an erasure; the rules told who may read it.
        """
        self.check_access("read")
        retention = self.env["club.privacy.retention"]
        for row in self.sudo():
            if row.state not in ("announced", "kept"):
                raise UserError(self.env._("This erasure is under way, or done."))
            row.write(
                {
                    "state": "kept",
                    "kept_reason": reason,
                    "kept_by_id": self.env.uid,
                    "erase_on": retention._due_on(row.kind, clock.today(row)),
                }
            )
        self.env["club.privacy.announcement"]._untell(self.sudo())

    # === ERASING === #

    @api.model
    def _erase(self, people, reason="request"):
        """Erase persons, or contacts, at once and in this transaction.

        sudo: whoever serves a request reads no journey.
        :raise UserError: when one of them is coached, or their file is left as it is
        """
        people = people.sudo().with_context(active_test=False)
        people = people.filtered(lambda one: not one[ERASED_ON[one._name]])
        announcement = self.env["club.privacy.announcement"]
        announcement._check_not_live(people)
        if reason != "request":  # theirs lifts what they had asked before
            announcement._check_not_restricted(people)
        announcement._check_answered(people)
        reason = reason if reason in dict(REASONS) else "request"
        rows = self.sudo()._of(people)
        rows.write({"reason": reason, "state": "erasing"})
        rows._run()
        return rows.with_env(self.env)

    @api.model
    def _of(self, people):
        """Return the erasures of people, planned or new."""
        asked = [("res_model", "=", people._name), ("res_id", "in", people.ids)]
        rows = self.search([*asked, ("state", "!=", "erased")])
        clubs = self.env["club.privacy.announcement"]._clubs(people._name, people.ids)
        news = [
            self._values(one, self._kind(one)) | {"club_id": clubs.get(one.id)}
            for one in people
            if one.id not in rows.mapped("res_id")
        ]
        return rows + self.create(news)

    @api.model
    def _kind(self, one):
        if one._name == PERSON:
            return "participant"
        at = one | one.parent_id
        if any(at.mapped("club_prescriber")):
            return "prescriber"
        accounts = one.with_context(active_test=False).user_ids
        return "user" if accounts and not any(at.mapped("club_employer")) else "contact"

    def _run(self):
        """Erase those that are going on, in this transaction.

        The register outside has their lines before it is committed: whatever stops the
        server after, a backup that is restored knows whom it must forget.
        """
        rows = self.filtered(lambda one: one.state == "erasing")
        today = clock.today(self)
        self.env.cr.precommit.add(
            partial(erasure_file.write_register, self.env.cr.dbname, rows._lines(today))
        )
        for model in ERASED_ON:
            if subjects := rows._subjects(model):
                self.env["club.privacy.rows"]._erase(subjects, today)
        rows.write(
            {
                "state": "erased",
                "erased_on": today,
                **dict.fromkeys(
                    ("last_contact_on", "noticed_on", "erase_on", "kept_reason"), False
                ),
                "kept_by_id": False,
            }
        )
        contacts = rows.filtered(lambda row: row.res_model != PERSON)
        self.env["club.privacy.announcement"]._untell(contacts)
        self.env["club.privacy.late"]._ask(rows)
        self.env.cr.postcommit.add(
            partial(erasure_file.collect_files, self.env.cr.dbname)
        )

    def _lines(self, day):
        """Return the lines of the register outside the database."""
        return [
            {name: row[name] for name in erasure_file.COLUMNS if name in row._fields}
            | {
                "model": row.res_model,
                "erased_on": fields.Date.to_string(row.erased_on or day),
            }
            for row in self.sudo()
        ]

    def _take_back(self):
        """Say outside the database that who was being erased is not, after all."""
        stopped = self.filtered(lambda row: row.state == "erasing")
        if lines := stopped._lines(clock.today(self)):
            lines = [{**line, erasure_file.BACK: True} for line in lines]
            erasure_file.write_register(self.env.cr.dbname, lines)

    @api.model
    def _cron_erase(self):
        """Announce, then erase whose day has come, a few people in each transaction.

        They are marked, and told to the register outside the database, before they are
        erased: whatever stops the server, the next run goes on from there.
        """
        announcement = self.env["club.privacy.announcement"]
        self.env["club.privacy.replay"]._note_again()
        self.env["club.privacy.late"]._erase()
        announcement._announce()
        cron = self.env["ir.cron"]
        due = self._due()
        left = cron._commit_progress(remaining=len(due))
        for ids in split_every(BATCH, due.ids):
            if not left:
                break
            rows = self.sudo().browse(ids).try_lock_for_update()
            rows = announcement._still_due(rows)
            rows.write({"state": "erasing"})
            erasure_file.write_register(
                self.env.cr.dbname, rows._lines(clock.today(self))
            )
            cron._commit_progress()
            rows._run()
            left = cron._commit_progress(len(ids))

    @api.model
    def _replay(self, path=None):
        """Erase again, in a restored backup, whoever the register says was erased."""
        return self.env["club.privacy.replay"]._replay(path)

    # === GESTURES OF THE OFFICER === #

    @api.model
    def _check_officer(self):
        """Refuse anybody but the data officer."""
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Erasing is the data officer's gesture."))

    def action_ask(self):
        """Ask, before these people are erased: what goes does not come back."""
        self._check_officer()
        return self._open("club.privacy.erase", self.env._("Erase now"))

    def action_keep(self):
        """Ask why somebody is coached still."""
        return self._open("club.privacy.keep", self.env._("Coached still"))

    def _open(self, model, title):
        return actions.dialog(model, title, default_erasure_ids=self.ids)

    def _erase_now(self):
        """Erase these people; many of them in small parts, by the cron."""
        self._check_officer()
        rows = self.sudo().filtered(lambda one: one.state in ("announced", "kept"))
        announcement = self.env["club.privacy.announcement"]
        for model in ERASED_ON:
            announcement._check_not_restricted(rows._subjects(model))
            announcement._check_answered(rows._subjects(model))
        rows.write({"state": "announced", "erase_on": clock.today(self)})
        if len(rows) > BATCH:
            self.env.ref("clubs_ambition.ir_cron_erasure").sudo()._trigger()
            return
        for model in ERASED_ON:
            announcement._check_not_live(rows._subjects(model))
        rows.write({"state": "erasing"})
        rows._run()
