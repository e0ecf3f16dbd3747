"""No social-security number comes in: by no field of ours, by no door of Odoo."""

# pylint: disable=translation-required
from markupsafe import Markup

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS
from odoo.tests import tagged

from ..common import ClubsCase

NIR = "1 85 05 78 006 084 91"
TEXTS = ("char", "text", "html")
MADE = [
    ("club.answer.key", "digest"),
    ("club.inbound.attempt", "address_hash"),
    ("club.inbound.attempt", "neighbour_hash"),
    ("club.inbound.attempt", "token"),
]
"""What the code makes of digits at random."""


@tagged("post_install", "-at_install", "security")
class TestNirRefused(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.make_participant("Lina Moreau", "active")
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Prospect", "club_id": cls.club.id}
        )
        cls.html = Markup("<p>Voici : 1 85 05 <b>78</b> 006 084 91</p>")

    def refused(self):
        return self.assertRaisesRegex(ValidationError, "social-security")

    def typed(self):
        """Yield ``(model, field)`` of each text of ours that somebody may type."""
        for model in self.env.registry.values():
            ours = model._original_module == "clubs_ambition" and not model._abstract
            for field in model._fields.values() if ours else ():
                made = field.groups in (NO_ACCESS, "base.group_system")
                made = made or (model._name, field.name) in MADE
                if field.type in TEXTS and not (field.readonly or made):
                    yield self.env[model._name], field

    def test_every_text_of_ours(self):
        """Dialogs too: found in the registry, so that none forgets it."""
        known = list(self.typed())
        self.assertGreater(len(known), 150)
        for model, field in known:
            with self.subTest(model=model._name, field=field.name), self.refused():
                model.browse().write({field.name: f"Voici : {NIR}"})

    def test_every_door_of_a_thread(self):
        """Of what is a record of ours, and of what is one of Odoo's."""
        for record in (self.journey, self.lead, self.employer):
            said = record.message_post(body="Bonjour")
            task = record.activity_schedule("mail.mail_activity_data_todo")
            for door in (
                lambda one: one.message_post(body=self.html),
                lambda one: one.message_post(body="x", subject=NIR),
                lambda one: one._message_log(body=self.html),
                lambda one: one.message_notify(
                    body=self.html, partner_ids=self.animateur.partner_id.ids
                ),
                lambda one, said=said: one._message_update_content(
                    said, body=self.html, strict=False
                ),
                lambda _one, task=task: task.write({"note": self.html}),
                lambda _one, task=task: task.action_feedback(feedback=NIR),
                self.planned,
            ):
                with self.subTest(record=record._name), self.refused():
                    door(record)

    def planned(self, record):
        """Plan a message, to be posted tomorrow."""
        self.env["mail.scheduled.message"].create(
            {
                "author_id": self.env.user.partner_id.id,
                "model": record._name,
                "res_id": record.id,
                "body": self.html,
                "scheduled_date": fields.Datetime.add(fields.Datetime.now(), days=1),
            }
        )

    def test_what_the_team_types_about_nobody(self):
        """In a discussion, an appointment of their own, a property of a prospect."""
        team = self.env["crm.team"].create({"name": "Équipe"})
        team.lead_properties_definition = [
            {"name": "a1", "string": "Mot", "type": "char"}
        ]
        self.lead.team_id = team
        env = self.env(user=self.animateur)
        channel = env["discuss.channel"].sudo().create({"name": "Équipe"})
        channel._add_members(users=self.animateur)
        day = {"start": "2026-03-02 09:00:00", "stop": "2026-03-02 10:00:00"}
        for door in (
            lambda: channel.sudo(False).message_post(body=self.html),
            lambda: env["calendar.event"].create({"name": NIR, **day}),
            lambda: env["calendar.event"].create(
                {"name": "x", "description": self.html, **day}
            ),
            lambda: self.lead.write({"lead_properties": {"a1": NIR}}),
        ):
            with self.refused():
                door()

    def test_others_of_the_host_type_what_they_may(self):
        """Somebody else's work: an employer keeps the number of who works for them."""
        employee = self.users["employee"]
        day = {"start": "2026-03-02 09:00:00", "stop": "2026-03-02 10:00:00"}
        event = self.env(user=employee)["calendar.event"].create({"name": NIR, **day})
        self.assertEqual(event.name, NIR)

    def test_a_mail_that_comes_in_is_kept_without_it(self):
        """It cannot be sent back: to whatever thread it leads."""
        for record in (self.journey, self.make_candidacy(self.journey), self.lead):
            with self.subTest(record=record._name):
                message = record.message_post(
                    body=self.html,
                    subject=f"Mon numéro {NIR}",
                    message_type="email",
                    attachments=[(f"Carte {NIR}.txt", b"x")],
                )
                self.assertNotRegex(f"{message.body} {message.subject}", "006")
                self.assertIn("Voici", message.body)
                self.assertNotIn("006", message.attachment_ids.name)
