from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from ...utils import clock
from .club_privacy_look import KEPT_MONTHS

REASONS = [
    ("persons", "Many persons within an hour"),
    ("export", "First export of a list"),
    ("club", "A club never opened before"),
]

RECIPIENTS = ("group_clubs_data_officer", "group_clubs_coordinator")

RAISE = """
INSERT INTO club_privacy_alert (
            user_id, user_name, reason, day, noted_at, person_count, club_id,
            create_uid, create_date, write_uid, write_date)
     VALUES (%(user)s, %(name)s, %(reason)s, %(day)s, %(now)s, %(count)s, %(club)s,
            %(root)s, %(now)s, %(root)s, %(now)s)
ON CONFLICT (user_id, reason, day) DO NOTHING
  RETURNING id
"""


class ClubPrivacyAlert(models.Model):
    """Somebody looked at people out of their habit: once a day for each reason.

    Officers and coordinators are told, of the user and of no person; never who it is
    about.
    """

    _name = "club.privacy.alert"
    _description = "Unusual consultation"
    _not_handed_over = ("user_id",)
    _inherit = ["club.label.mixin"]
    _order = "noted_at desc, id desc"
    _rec_name = "user_name"

    user_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index=True,
        ondelete="set null",
    )
    user_name = fields.Char(
        "Name", readonly=True, copy=False, help="Stays when the account is deleted."
    )
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
        """Return a new alert, none if there is one of that reason today.

        Of two workers that notice at once, the database lets one tell.
        """
        query = SQL(
            RAISE,
            user=user.id,
            name=f"{user.name} ({user.login})",
            reason=reason,
            day=clock.today(self.with_user(user)),
            now=now,
            count=count,
            club=club_id,
            root=SUPERUSER_ID,
        )
        self.env.cr.execute(query, log_exceptions=False)
        return self.browse(one for (one,) in self.env.cr.fetchall())

    def _tell(self):
        """Tell officers and coordinators, each in their language and by their means.

        The mails leave by the job that sends them, at once: who looks does not wait.
        """
        if not self:
            return
        told = self.env["res.users"].union(
            *(
                self.env.ref(f"clubs_ambition.{name}").all_user_ids
                for name in RECIPIENTS
            )
        )
        told = told.filtered(lambda one: one.active and not one.share)
        for alert in self:
            for lang, users in (told - alert.user_id).grouped("lang").items():
                spoken = alert.with_context(lang=lang)
                self.env["mail.thread"].with_context(lang=lang).message_notify(
                    partner_ids=users.partner_id.ids,
                    subject=spoken._subject(),
                    body=spoken._sentence(),
                    model=alert._name,
                    res_id=alert.id,
                    force_send=False,
                )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _subject(self):
        return self.env._("Unusual consultation of personal data")

    def _sentence(self):
        """Return what happened, naming the user and no person."""
        who = {"user": self.user_name}
        match self.reason:
            case "persons":
                text = self.env._(
                    "%(user)s was shown %(count)s persons within an hour.",
                    count=self.person_count,
                    **who,
                )
            case "export":
                text = self.env._("%(user)s took a list out for the first time.", **who)
            case "club":
                text = self.env._(
                    "%(user)s opened people of a club never opened before: %(club)s.",
                    club=self.club_id.name,
                    **who,
                )
        if self.session_ended:
            return f"{text} {self.env._('The sessions of this user were ended.')}"
        advice = self.env._(
            "Ask them; should it not be them, change the password and end the sessions."
        )
        return f"{text} {advice}"

    @api.autovacuum
    def _gc_alerts(self):
        first = clock.today(self) - relativedelta(months=KEPT_MONTHS)
        old = self.search([("day", "<", first)], limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT
