"""No contact is ever made of a person: her whole life, then every column of the base."""

import base64
from contextlib import suppress
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ...utils import clock
from ..immersion.immersion_common import ImmersionCase

FIRST, LAST = "Philomène", "Quatremarais"
EMAIL, OTHER_EMAIL = "philomene.q@example.com", "ph.quatremarais@example.net"
MOBILE, STREET, BORN = "0639981234", "17 impasse des Tanneries", "1987-06-05"
MARKERS = ("Philom", LAST, "philomene.q", "39981234", "39 98 12 34", "Tanneries", BORN)

ALLOWED = {
    ("mail_message", "subject"),
    ("mail_message", "body"),
    ("mail_message", "email_from"),
    ("mail_message", "incoming_email_to"),
    ("mail_message", "incoming_email_cc"),
    ("mail_message", "outgoing_email_to"),
    ("mail_compose_message", "subject"),
    ("mail_mail", "body_html"),
    ("mail_mail", "headers"),
    ("mail_mail", "email_to"),
    ("mail_notification", "mail_email_address"),
    ("mail_activity", "res_name"),
    ("mail_activity", "summary"),
    ("ir_attachment", "index_content"),
}
"""Where the stock says who she is, to who reads her thread; bodies are what one wrote."""


@tagged("post_install", "-at_install", "security")
class TestNoContact(ImmersionCase, HttpCase):
    """She is oriented, invited, presented, hired, followed up; she writes to the club."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.animateur.email = "animateur@clubs.example"
        cls.employer.email = "boulangerie@example.com"
        domain = cls.env["mail.alias.domain"].search([], limit=1)
        domain = domain or domain.create({"name": "clubs.example"})
        team = cls.club.team_id
        team.alias_name = f"club-{team.id}"
        cls.alias = f"{team.alias_name}@{domain.name}"
        cls.number = 0

    def mail(self, sender, headers="", to=None, subject=f"{FIRST} {LAST}"):
        """Bring a mail as the mail server does."""
        type(self).number += 1
        text = (
            f"From: {sender}\nTo: {to or self.alias}\nSubject: {subject}\n"
            f"{headers}Message-Id: <life-{self.number}@example.com>\n"
            f"Content-Type: text/plain; charset=utf-8\n\nBonjour\n"
        )
        self.env["mail.thread"].message_process(None, text.encode())

    def live(self):
        """Play the whole life, by who plays it; return what was made."""
        journey = self._orient()
        self._invite(journey)
        candidacy = self._present(journey)
        self._immerse(journey)
        placement = self._hire(candidacy)
        self._follow_up(placement)
        self.env.flush_all()
        return journey, candidacy, placement

    def _orient(self):
        orientation = self.env["club.orientation"].with_user(self.referent)
        orientation = orientation.create(
            {
                "first_name": FIRST,
                "last_name": LAST,
                "phone": MOBILE,
                "email": EMAIL,
                "birth_date": BORN,
                "club_id": self.club.id,
            }
        )
        journey = orientation.sudo().participant_id
        journey.oriented_on = clock.today(self.club) - timedelta(days=200)
        person = journey.sudo().person_id
        person.write({"street": STREET, "zip": "13002", "city": "Marseille"})
        text = f"{FIRST} {LAST}, {STREET}".encode()
        person.write({"cv_file": base64.b64encode(text), "cv_name": "cv.txt"})
        return journey.with_user(self.animateur)

    def _invite(self, journey):
        soon = fields.Datetime.now() + timedelta(days=7)
        meeting = (
            self.env["club.session"]
            .with_user(self.animateur)
            .create(
                {
                    "name": "Meeting",
                    "kind": "information",
                    "club_id": self.club.id,
                    "start": soon,
                    "stop": soon + timedelta(hours=2),
                }
            )
        )
        meeting.action_invite()
        self.assertIn(journey, meeting.attendance_ids.participant_id)

    def _present(self, journey):
        start = clock.today(self.club) - timedelta(days=150)
        cohort = self.make_cohort()
        journey.sudo().write({"cohort_id": cohort.id, "district_status": "in"})
        self.walk(journey.sudo(), "active", start)
        journey.sudo().action_consent_name()
        candidacy = self.env["club.candidacy"].with_user(self.animateur)
        candidacy = candidacy.create(
            {"participant_id": journey.id, "partner_id": self.employer.id}
        )
        self.env["club.candidacy.send"].with_user(self.animateur).create(
            {"candidacy_ids": candidacy.ids}
        ).action_send()
        link = candidacy.sudo().link_ids
        self.post(link, action="meet", candidacy=candidacy.id, day="", hour="")
        reason = self.env["club.refusal.reason"].search([("message", "!=", False)])[:1]
        refused = self.make_candidacy(journey.sudo(), employer=self.other_employer)
        refused.write({"state": "refused", "refusal_reason_id": reason.id})
        refused.with_user(self.animateur).action_tell_participant()
        return candidacy

    def post(self, link, **form):
        self.env.flush_all()
        address = link.sudo()._new_address()
        answer = self.url_open(address[address.index("/clubs/") :], data=form)
        self.env.invalidate_all()
        self.assertLess(answer.status_code, 500, answer.text[:500])

    def _immerse(self, journey):
        start = clock.today(self.club) - timedelta(days=60)
        immersion = self.immersion(start, participant_id=journey.id)
        self.walk_immersion(immersion, "done")

    def _hire(self, candidacy):
        day = clock.today(self.club) - timedelta(days=35)
        candidacy._record_hire(kind="cdi", date_start=day)
        return candidacy.placement_ids

    def _follow_up(self, placement):
        followups = placement.sudo().followup_ids
        followups.due_on = clock.today(self.club)
        self.env["club.followup"]._cron_ask()
        for link in followups.link_ids:
            self.post(link, action="in_post")

    def _write_to_the_club(self, journey):
        """By the alias, in a reply, from an address nobody knows, and in copy."""
        told = journey.sudo().message_ids.filtered("outgoing_email_to")[:1]
        self.mail(f"{FIRST} {LAST} <{EMAIL.upper()}>")
        reply = f"In-Reply-To: {told.message_id}\nReferences: {told.message_id}\n"
        self.mail(f"{FIRST} {LAST} <{OTHER_EMAIL}>", reply)
        leads = self.env["crm.lead"].search([])
        self.mail(f"{FIRST} {LAST} <{OTHER_EMAIL}>")
        self.assertEqual(self.env["crm.lead"].search([]), leads, "a prospect was made")
        self.employer.email = "accueil@garage-prado.fr"
        self.mail(
            "Luc <luc@garage-prado.fr>",
            f"Cc: {FIRST} {LAST} <{EMAIL}>, Ana <ana@garage-prado.fr>\n",
            subject="Besoin",
        )

    def threads(self, journey, candidacy, placement):
        leads = self.env["crm.lead"].search([("club_id", "=", self.club.id)])
        immersion = self.env["club.immersion"].search(
            [("participant_id", "=", journey.id)]
        )
        unsorted = self.env["club.inbound.mail"].search(
            [("club_id", "=", self.club.id)]
        )
        return [journey, candidacy, placement, immersion, *leads, *unsorted]

    def _answer_everybody(self, records):
        """Reply to all, as the composers of the web client do."""
        self.authenticate(self.animateur.login, self.animateur.login)
        self.animateur.sudo().group_ids += self.env.ref("base.group_partner_manager")
        for record in records:
            thread = {"thread_model": record._name, "thread_id": record.id}
            self.make_jsonrpc_request("/mail/thread/recipients", thread)
            for message in record.sudo().message_ids:
                self.make_jsonrpc_request(
                    "/mail/thread/recipients", {**thread, "message_id": message.id}
                )
            self.make_jsonrpc_request(
                "/mail/partner/from_email", {**thread, "emails": [EMAIL, OTHER_EMAIL]}
            )
            if not record.with_user(self.animateur).has_access("write"):
                continue  # what waits to be sorted is not answered there
            self.make_jsonrpc_request(
                "/mail/message/post",
                {
                    **thread,
                    "post_data": {
                        "body": "Bonjour",
                        "partner_emails": [EMAIL],
                        "message_type": "comment",
                        "subtype_xmlid": "mail.mt_comment",
                    },
                },
            )
            composer = self.env["mail.compose.message"].with_user(self.animateur)
            for mode in ("comment", "mass_mail"):
                composer.create(
                    {
                        "model": record._name,
                        "res_ids": str(record.ids),
                        "composition_mode": mode,
                        "body": "Bonjour",
                        "subject": "Bonjour",
                    }
                )._action_send_mail()

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_a_whole_life(self):
        contacts = self.env["res.partner"].with_context(active_test=False)
        before = contacts.search_count([])
        made = self.live()
        self._write_to_the_club(made[0])
        self._answer_everybody(self.threads(*made))
        self._compose_from_everything()
        self.assertEqual(contacts.search_count([]), before, "a contact was made")
        self.env.flush_all()
        found, columns = self.found()
        self.assertGreater(columns, 500)
        self.assertIn(("mail_notification", "mail_email_address"), found)
        others = {
            place
            for place in found
            if not place[0].startswith("club_") and place not in ALLOWED
        }
        self.assertFalse(others, "who she is stands elsewhere than with us")
        told = self.env["ir.attachment"].search(
            [("res_field", "!=", 0), ("index_content", "ilike", LAST)]
        )
        # Their own calendar files stand in the thread of their journey.
        self.assertLessEqual(
            set(told.mapped("res_model")), {"club.person", "club.participant"}
        )

    def _compose_from_everything(self):
        """Write to each record of ours, from the composer of who may do all."""
        composer = self.env["mail.compose.message"].with_user(self.coordinator)
        count = 0
        for name, model in self.env.registry.items():
            if model._original_module != "clubs_ambition" or model._abstract:
                continue
            records = self.env[name].sudo().search([], limit=3, order="id desc")
            if not records or not records.with_user(self.coordinator).has_access(
                "read"
            ):
                continue
            count += 1
            templates = self.env["mail.template"].search([("model", "=", name)])
            for values in (
                {"composition_mode": "mass_mail"},
                {"composition_mode": "comment", "partner_ids": []},
                *({"template_id": template.id} for template in templates),
            ):
                # AttributeError: Odoo mails from threads only
                with suppress(UserError, AttributeError), self.cr.savepoint():
                    composer.create(
                        {"model": name, "res_ids": str(records.ids), **values}
                    )._action_send_mail()
        self.assertGreater(count, 30)

    def found(self):
        """Return ``({(table, column): number}, columns read)`` of who says who she is."""
        self.env.cr.execute(
            """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = current_schema() AND data_type IN
            ('text', 'character varying', 'jsonb', 'json', 'date', 'bytea')
            """
        )
        found = {}
        pattern = "|".join(MARKERS)
        columns = self.env.cr.fetchall()
        for table, column in columns:
            [[number]] = self.env.execute_query(
                SQL(
                    "SELECT COUNT(*) FROM %s WHERE %s::text ~* %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    pattern,
                )
            )
            if number:
                found[table, column] = number
        return found, len(columns)
