from datetime import date, timedelta

from odoo import fields
from odoo.fields import Domain

from ..answer_common import AnswerCase

NOW = "2026-03-20 10:00:00"
START = date(2026, 2, 2)


class EndCase(AnswerCase):
    """Journeys of which everything is due today: reminders, news, thanks, to-dos."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons = cls.env["club.exit.reason"].search([])

    @classmethod
    def reason_of(cls, code):
        return cls.env.ref(f"clubs_ambition.club_exit_reason_{code}")

    def employer_of(self, name):
        return self.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "club_employer": True,
                "email": "host@example.com",
            }
        )

    def journey(self, name, state="active"):
        """Return a journey with a profile sent nine days ago, not answered."""
        person = self.make_person(name, email="person@example.com")
        journey = self.make_participant(name, state, day=START, person=person)
        candidacy = self.make_candidacy(
            journey, "draft", employer=self.employer_of(f"Employer {name}")
        )
        link = self.send(candidacy)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE club_answer_link SET create_date = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=9), link.id),
        )
        self.env.invalidate_all()
        return journey

    def followed(self, journey):
        """Add what is due after a hire, an interview not closed, a renewal."""
        self.env["club.placement"].create(
            {
                "participant_id": journey.id,
                "kind": "cdi",
                "date_start": date(2026, 3, 12),
                "partner_id": self.employer_of(f"Host {journey.name}").id,
            }
        )
        self.env["club.session"].create(
            {
                "name": f"Interview {journey.name}",
                "kind": "interview",
                "club_id": self.club.id,
                "participant_id": journey.id,
                "start": "2026-03-18 09:00:00",
                "stop": "2026-03-18 10:00:00",
            }
        )
        renewal = self.env["club.renewal"].create(
            {"participant_id": journey.id, "reason": "x", "objectives": "y"}
        )
        renewal.reminded_on = date(2026, 3, 1)
        journey.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        return journey

    def end(self, journey, reason):
        journey.with_user(self.animateur).write(
            {"state": "exited", "exit_reason_id": reason.id, "ended_on": "2026-03-19"}
        )
        return journey

    def as_older_versions_left_it(self, journeys):
        """Their candidacies pend still: what is sent does not hang on that alone."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE club_candidacy SET state = 'sent' WHERE participant_id = ANY(%s::int[])",
            (journeys.ids,),
        )
        self.env.invalidate_all()

    def run_every_cron(self):
        crons = self.env["ir.model.data"].search(
            [("module", "=", "clubs_ambition"), ("model", "=", "ir.cron")]
        )
        self.assertTrue(crons)
        for cron in self.env["ir.cron"].browse(crons.mapped("res_id")):
            with self.enter_registry_test_mode():
                cron.sudo().method_direct_trigger()
        self.env.invalidate_all()

    def sent_about(self, journey, since):
        """Return ``(kinds of links written about, things to do planned, messages)``."""
        everything = self.env["club.answer.link"].search([])
        links = everything.filtered(
            lambda one: (
                journey
                in one.candidacy_ids.participant_id | one._followed().participant_id
            )
        )
        mails = self.env["mail.mail"].search(
            [
                ("id", ">", since["mail.mail"]),
                ("model", "=", "club.answer.link"),
                ("res_id", "in", links.ids),
            ]
        )
        kinds = set(links.browse(mails.mapped("res_id")).mapped("kind"))
        records = [
            journey,
            journey.candidacy_ids,
            journey.placement_ids,
            journey.renewal_ids,
            self.env["club.session"].search([("participant_id", "=", journey.id)]),
        ]
        about = Domain.OR(
            Domain("res_id", "in", one.ids) & Domain("MODEL", "=", one._name)
            for one in records
        )

        def found(model, name):
            domain = about.map_conditions(
                lambda one: (
                    Domain(name, one.operator, one.value)
                    if one.field_expr == "MODEL"
                    else one
                )
            )
            return self.env[model].search(domain & Domain("id", ">", since[model]))

        messages = found("mail.message", "model").filtered("notified_partner_ids")
        return kinds, len(found("mail.activity", "res_model")), len(messages)

    def last_ids(self):
        return {
            model: self.env[model]
            .with_context(active_test=False)
            .search([], order="id desc", limit=1)
            .id
            for model in ("mail.mail", "mail.activity", "mail.message")
        }
