"""What is of nobody of the clubs stays when somebody is erased."""

# pylint: disable=translation-required
import io

import openpyxl

from odoo.fields import Command
from odoo.tests import tagged

from .erasure_common import ErasureCase

STREET = "Jean Jaurès"
EMAIL, PHONE = "jean.j@example.org", "06 11 22 33 44"


@tagged("post_install", "-at_install", "security")
class TestErasureOthers(ErasureCase):
    """Somebody has the name of a street: the host's own papers tell of the street."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.somebody(STREET, email=EMAIL, phone=PHONE)
        cls.journey = cls.person.every_journey_ids
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})
        cls.prospect = cls.env["crm.lead"].create({"name": "Prospect"})
        cls.prospect.club_id = False

    def erase(self):
        self.env["club.privacy.erasure"]._erase(self.person)
        self.env.flush_all()

    def file(self, record, words, **vals):
        vals = {"name": f"{words} (1).txt", "raw": b"x", **vals}
        if record:
            vals.update(res_model=record._name, res_id=record.id)
        return self.env["ir.attachment"].create(vals)

    # === A NAME IS ANYBODY'S === #

    def test_files_of_the_host_stay(self):
        street = f"12 rue {STREET}"
        lead = self.env["crm.lead"].create({"name": "x", "club_id": self.club.id})
        theirs = [self.file(one, street) for one in (self.customer, self.prospect)]
        theirs.append(self.file(None, street))
        ours = [self.file(one, street) for one in (self.cohort, lead, self.employer)]
        message = self.cohort.message_post(body="x")
        ours.append(self.file(message, street))
        ours.append(self.file(None, street))
        message.attachment_ids += ours[-1]
        named = self.file(self.customer, f"write to {EMAIL}")
        self.erase()
        self.assertEqual([bool(one.exists()) for one in theirs], [True] * 3)
        self.assertEqual([bool(one.exists()) for one in ours], [False] * 5)
        self.assertFalse(named.exists())

    def test_words_of_the_host_stay(self):
        body = f"<p>12 rue {STREET}, {EMAIL}</p>"
        event = self.env["calendar.event"].create(
            {"name": STREET, "start": "2026-01-06 09:00:00"}
            | {"stop": "2026-01-06 10:00:00", "res_id": self.customer.id}
            | {"res_model_id": self.env["ir.model"]._get_id("res.partner")}
        )
        lead = self.env["crm.lead"].create({"name": "x", "club_id": self.club.id})
        lead.description = self.prospect.description = body
        theirs = [one.message_post(body=body) for one in (self.customer, self.prospect)]
        theirs.append(event.message_post(body=body))
        ours = [one.message_post(body=body) for one in (self.cohort, lead)]
        ours.append(self.employer.message_post(body=body))
        ours.append(self.env["mail.message"].create({"body": body}))
        task = self.customer.activity_schedule(
            "mail.mail_activity_data_todo", summary=STREET
        )
        mail = self.env["mail.mail"].create(
            {"mail_message_id": theirs[0].id, "body_html": body}
        )
        template = self.env["mail.template"].create(
            {"name": STREET, "model_id": self.env["ir.model"]._get_id("res.partner")}
        )
        self.erase()
        bodies = [one.body for one in theirs]
        for body in [*bodies, mail.body_html, self.prospect.description]:
            self.assertIn(STREET, body)
            self.assertNotIn(EMAIL, body)
        for body in [*(one.body for one in ours), lead.description]:
            self.assertNotIn(STREET, body)
        self.assertEqual((event.name, task.summary), (STREET, STREET))
        self.assertEqual(template.name, STREET)

    def test_a_longer_address_is_somebody_else_s(self):
        longer = f"x-{EMAIL}, dr.{EMAIL}, {EMAIL}.fr"
        message = self.cohort.message_post(body=f"{longer}; {EMAIL}.")
        self.erase()
        self.assertEqual(str(message.body), f"<p>{longer}; ….</p>")

    # === A FILE IS EVERYBODY'S === #

    def test_a_shared_file_stays(self):
        """A leaflet is shown by the messages of many; a CV by those of one."""
        template = self.env["mail.template"].create({"name": "x"})
        leaflet, plan = self.file(None, "Leaflet"), self.file(self.cohort, "Plan")
        twice, once = self.file(None, "Twice"), self.file(None, "Once")
        card = self.file(None, "Card")
        template.attachment_ids = leaflet
        theirs = (leaflet + plan + twice + once + card).ids
        message = self.journey.message_post(body="x")
        message.attachment_ids = [Command.set(theirs)]
        self.journey.message_post(body="y").attachment_ids = [Command.set(twice.ids)]
        self.cohort.message_post(body="z").attachment_ids = [Command.set(card.ids)]
        composer = self.env["mail.compose.message"].create({"body": "x"})
        composer.attachment_ids = [Command.set(once.ids)]
        self.env.flush_all()
        found = self.env["club.privacy.rows"].sudo()._about(self.rows(self.person))
        self.erase()
        self.assertEqual(
            [bool(one.exists()) for one in (leaflet, plan, card, twice, once)],
            [True, True, True, False, False],
        )
        self.assertFalse(found["ir.attachment"] & {leaflet.id, plan.id, card.id})

    # === WHAT NAMES WHO WROTE === #

    def inbound(self, sender, email, subject="Bonjour"):
        values = {"club_id": self.club.id, "sender": sender, "email": email}
        mail = self.env["club.inbound.mail"].create(values | {"subject": subject})
        mail.message_post(body="zinzolin", message_type="email", email_from=sender)
        mail.activity_schedule("mail.mail_activity_data_todo", summary="zinzolin")
        return mail

    def test_a_mail_to_sort_goes(self):
        theirs = self.inbound(f'"Jean" <{EMAIL}>', EMAIL)
        typed = self.inbound(f"{STREET} <{EMAIL.upper()}>", False)
        longer = f"dr.{EMAIL}"
        other = self.inbound(longer, longer, f"From {EMAIL}, {PHONE}: {STREET}")
        self.erase()
        self.assertEqual(other.exists(), other)
        self.assertEqual((other.sender, other.email), (longer, longer))
        self.assertEqual(other.subject, "From …, …: …", "as its text is")
        self.assertFalse((theirs + typed).exists())
        self.assertTrue(other.message_ids and other.activity_ids)
        for name, pointer in (
            ("mail.message", "model"),
            ("mail.activity", "res_model"),
        ):
            about = [
                (pointer, "=", other._name),
                ("res_id", "in", (theirs + typed).ids),
            ]
            self.assertFalse(self.env[name].search(about), name)

    def test_titles_name_nobody_s_address(self):
        session = self.env["club.session"].create(
            {"name": "Forum", "kind": "group", "cohort_id": self.cohort.id}
            | {"start": "2026-01-06 09:00:00", "stop": "2026-01-06 10:00:00"}
            | {"club_id": self.club.id, "location": f"{STREET} {EMAIL}"}
        )
        self.erase()
        self.assertEqual(session.location, f"{STREET} …")

    def test_a_club_keeps_its_phone(self):
        """What a person gave as theirs may be the club's."""
        self.club.mobile = PHONE
        self.erase()
        self.assertEqual(self.club.mobile, PHONE)

    # === FILES TO IMPORT === #

    def importing(self, model, text=None, **vals):
        content = text if isinstance(text, bytes) else (text or "").encode()
        values = {"res_model": model, "file": content, **vals}
        return self.env["base_import.import"].create(values)

    def sheet(self, *rows):
        book, content = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(content)
        return content.getvalue()

    def test_only_imports_of_them_go(self):
        last, first = "Jaurès", "JEAN"
        theirs = [
            self.importing("club.participant", f"Nom;Prénom\n{last};1/1/99;{first}"),
            self.importing("crm.lead", f"a;b\n1;{EMAIL.upper()}"),
            self.importing("res.partner", "a;b\n1;+33 6 11.22.33.44"),
            self.importing("club.participant", self.sheet(["a", "b"], [last, first])),
            self.importing("club.participant", self.sheet(["a"], [611223344])),
            self.importing("club.participant", b"PK\x03\x04 broken"),
        ]
        others = [
            self.importing("club.participant", f"Nom;Prénom\n{last};Léa\nRoux;{first}"),
            self.importing("crm.lead", self.sheet(["Nom"], ["Roux"])),
            self.importing("club.participant"),
            self.importing("res.country", f"{STREET};{EMAIL}"),
        ]
        old = self.importing("res.partner", "Nom\nRoux")
        elsewhere = self.importing("res.country", "Nom\nRoux")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE base_import_import SET write_date = write_date - INTERVAL '4 hours'"
            " WHERE id = ANY(%s::int[])",
            [[old.id, elsewhere.id]],
        )
        self.env.invalidate_all()
        self.erase()
        self.assertEqual([bool(one.exists()) for one in theirs], [False] * len(theirs))
        self.assertEqual([bool(one.exists()) for one in others], [True] * len(others))
        self.assertFalse(old.exists())
        self.assertTrue(elsewhere.exists())
