from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from ...utils import actions, clock
from .club_privacy_look import KEPT_MONTHS

REASONS = [
    ("persons", "Files of many persons within an hour"),
    ("listed", "Lists of very many persons within an hour"),
    ("export", "First export of a list"),
    ("club", "A club never opened before"),
]

MANY = ("persons", "listed")
RECIPIENTS = ("group_clubs_data_officer", "group_clubs_coordinator")

RAISE = """
INSERT INTO club_privacy_alert AS alert (
            user_id, user_name, reason, day, noted_at, person_count, club_id,
            create_uid, create_date, write_uid, write_date)
     VALUES (%(user)s, %(name)s, %(reason)s, %(day)s, %(now)s, %(count)s, %(club)s,
            %(root)s, %(now)s, %(root)s, %(now)s)
ON CONFLICT (user_id, reason, day) DO UPDATE
        SET person_count = excluded.person_count, write_date = excluded.write_date
      WHERE alert.person_count < excluded.person_count
  RETURNING id, xmax = 0
"""


class ClubPrivacyAlert(models.Model):
    """A user looked at people out of their habit: one line a day for each reason.

    Officers and coordinators other than this user are told once a day. The line names no
    person, and goes on counting.
    """

    _name = "club.privacy.alert"
    _description = "Unusual consultation"
    _inherit = ["club.actor.mixin"]
    _order = "noted_at desc, id desc"

    reason = fields.Selection(REASONS, required=True, readonly=True, copy=False)
    day = fields.Date(required=True, readonly=True, copy=False)
    noted_at = fields.Datetime("Noticed on", readonly=True, copy=False)
    person_count = fields.Integer("Persons", readonly=True, copy=False)
    club_id = fields.Many2one(
        "club.club",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    session_ended = fields.Boolean("Sessions ended", readonly=True, copy=False)

    _user_reason_day = models.UniqueIndex("(user_id, reason, day)")

    @api.model
    def _raise(self, user, reason, now, count=0, club_id=None):
        """Return a new alert; if there is one of that reason today, it counts on.

        Of two workers that notice at once, the database lets one tell.
        """
        query = SQL(
            RAISE,
            user=user.id,
            name=self._actor(user)["user_name"],
            reason=reason,
            day=clock.today(self.with_user(user)),
            now=now,
            count=count,
            club=club_id,
            root=SUPERUSER_ID,
        )
        self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_model(["person_count"])
        return self.browse(one for one, is_new in self.env.cr.fetchall() if is_new)

    def _tell(self):
        """Tell officers and coordinators, each in their language and by their means.

        Once a day of one user: what comes later that day is in the list, but that very
        many persons were seen, or the sessions ended. The mails leave by the job that
        sends them, at once: who looks does not wait.
        """
        grave = self.filtered(lambda one: one.session_ended or one.reason in MANY)
        if not self or (self._told_today() and not grave):
            return
        told = self.env["res.users"].union(
            *(
                self.env.ref(f"clubs_ambition.{name}").all_user_ids
                for name in RECIPIENTS
            )
        )
        told = told.filtered(lambda one: one.active and not one.share)
        for lang, users in (told - self.user_id).grouped("lang").items():
            spoken = self.with_context(lang=lang)
            self.env["mail.thread"].with_context(lang=lang).message_notify(
                partner_ids=users.partner_id.ids,
                subject=spoken._subject(),
                body=" ".join([*map(type(self)._what, spoken), spoken._advice()]),
                model=self._name,
                res_id=self[0].id,
                force_send=False,
            )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _told_today(self):
        """Tell whether somebody was told of this user today already."""
        return bool(
            self.search_count(
                [
                    ("user_id", "=", self.user_id.id),
                    ("day", "in", self.mapped("day")),
                    ("id", "not in", self.ids),
                ],
                limit=1,
            )
        )

    def _subject(self):
        return self.env._("Unusual consultation of personal data")

    def _what(self):
        """Return what happened, naming the user and no person."""
        said = {"user": self.user_name, "count": self.person_count}
        match self.reason:
            case "persons":
                return self.env._(
                    "%(user)s opened the files of %(count)s persons within an hour.",
                    **said,
                )
            case "listed":
                return self.env._(
                    "%(user)s went through lists of %(count)s persons within an hour.",
                    **said,
                )
            case "export":
                return self.env._(
                    "%(user)s took a list out for the first time.", **said
                )
            case _:
                return self.env._(
                    "%(user)s opened people of a club never opened before: %(club)s.",
                    club=self.club_id.name,
                    **said,
                )

    def _advice(self):
        """Return what to do, or what was done."""
        if any(self.mapped("session_ended")):
            return self.env._("The sessions of this user were ended.")
        return self.env._(
            "Ask them; should it not be them, change the password and end the sessions."
        )

    def action_open_looks(self):
        """Open what this user was shown on that day, files first."""
        self.ensure_one()
        looks = self.env["club.privacy.look"]
        looks.check_access("read")
        name = self.env._("%s: consultations of the day", self.user_name)
        return actions.window(
            looks._name,
            name=name,
            view_mode="list",
            views=[(False, "list")],
            domain=[("user_id", "=", self.user_id.id), ("day", "=", self.day)],
        )

    @api.autovacuum
    def _gc_alerts(self):
        first = clock.today(self) - relativedelta(months=KEPT_MONTHS)
        old = self.search([("day", "<", first)], limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT
