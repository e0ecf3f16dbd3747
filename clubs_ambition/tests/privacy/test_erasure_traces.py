# pylint: disable=translation-required
import base64
import runpy
import unicodedata

from odoo.tests import tagged
from odoo.tools import SQL, file_path, mute_logger

from ...utils.personal_data import COUNTED, REDUCED
from .erasure_common import SearchedCase

NAME, EMAIL, PHONE = "Melchior Quatrebarbes", "melchior.q@example.org", "06 99 88 77 66"
ACCENTED = "Éloïse Mérieux-Œuvré"
MARKERS = (
    *(NAME, "Quatrebarbes", EMAIL, PHONE, "7 rue des Marmousets", "Trifouilly"),
    *("zinzolin-note", "zinzolin-file", "zinzolin-mail", "zinzolin-event"),
    *("zinzolin-task", "zinzolin-import"),
)
"""What is looked for: words of the person, and words written about them."""

FACTS = ("first_name", "last_name", "email", "email_normal", "phone", "phone_normal")
NAMED_BY = [("club.person", name) for name in (*FACTS, "formerly")]


@tagged("post_install", "-at_install", "security")
class TestErasureTraces(SearchedCase):
    """Nothing of who is erased is in the database, nor on the disk: all is searched."""

    markers = MARKERS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.somebody()
        cls.journey = cls.person.every_journey_ids
        home = {"street": "1 rue Haute", "city": "Aix"}
        cls.kept = cls.somebody(
            "Aude Valmy", email="a@example.org", phone=False, **home
        )

    def test_two_people_of_one_list_where_none_is_twice(self):
        """Who refuses mails is on a list of addresses; an erased one has a number."""
        people = self.person | self.kept
        refusals = self.env["mail.blacklist"]
        for address in (EMAIL, "a@example.org"):
            refusals |= refusals._add(address)
        for one in people:
            self.env["club.privacy.erasure"]._erase(one)
        self.env.invalidate_all()
        left = refusals.exists().mapped("email")
        self.assertEqual(left, [f"…{one.id}" for one in refusals])

    def fill(self):
        """Write a word in each column of words of each row of the person."""
        self.env.flush_all()
        for name, ids in self.rows(self.person).items():
            model = self.env[name]
            for field in model._fields.values():
                words = field.store and field.type in ("char", "text", "html", "json")
                if words and (name, field.name) not in NAMED_BY:
                    self.fill_one(model, field, ids, f"zinzolin-note {NAME}")
        self.env.invalidate_all()

    def surround(self):
        """Write about the person around their rows, as people and servers do."""
        env, journey = self.env, self.journey
        self.person.cv_file = base64.b64encode(f"zinzolin-file {NAME}".encode())
        file = {"name": f"CV {NAME}.txt", "raw": f"zinzolin-file {NAME}".encode()}
        attachment = env["ir.attachment"].create(file)
        journey.message_post(
            body=f"zinzolin-mail {NAME}", attachment_ids=attachment.ids
        )
        journey._write_to_person(self.person, f"zinzolin-mail {NAME}")
        journey.activity_schedule(
            "mail.mail_activity_data_todo", summary="zinzolin-task", note=NAME
        )
        journey.with_context(tracking_disable=False).decline_message = "zinzolin-note"
        event = env["calendar.event"].create(
            {"name": f"zinzolin-event {NAME}", "start": "2026-01-06 09:00:00"}
            | {"stop": "2026-01-06 10:00:00"}
        )
        interview = env["club.session"].search([("participant_id", "=", journey.id)])
        interview.event_id = event
        env["base_import.import"].create(
            {
                "res_model": "club.participant",
                "file": f"zinzolin-import;{NAME}".encode(),
            }
        )
        self.elsewhere()
        env.flush_all()

    def elsewhere(self):
        """Have others talk of the person, in what is of nobody in particular."""
        env = self.env
        self.cohort.message_post(body=f"<p>{NAME} a donné une piste ({EMAIL})</p>")
        lead = env["crm.lead"].create(
            {"name": "Prospect", "club_id": self.club.id, "description": f"vu {NAME}"}
        )
        lead.activity_schedule(
            "mail.mail_activity_data_call",
            note=f"Rappeler {PHONE} pour QUATREBARBES Melchior",
        )
        env["mail.mail"].create({"email_to": f'"{NAME}" <{EMAIL}>', "body_html": "x"})
        env["mail.message"].create(
            {"body": "zinzolin-mail", "email_from": EMAIL, "message_type": "email"}
        )
        env["bus.bus"]._sendone(self.animateur.partner_id, "x", {"name": NAME})
        env.cr.execute(
            SQL(
                "INSERT INTO ir_logging (create_date, type, name, message, path, func, line)"
                " VALUES (NOW(), 'server', 'x', %s, 'x', 'x', '1')",
                f"Nobody answers at {EMAIL}",
            )
        )

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_nothing_is_left(self):
        self.surround()
        self.fill()
        self.assertGreater(len(self.found()), 12, "the search finds what is there")
        self.assertTrue(self.files() or not self.env["ir.attachment"]._filestore())
        self.env["club.privacy.erasure"]._erase(self.person)
        self.env.flush_all()
        self.assertEqual(self.found(), {})
        self.env["ir.attachment"]._gc_file_store_unsafe()
        self.assertEqual(self.files(), [])

    def test_days_become_months(self):
        """No day is left but those that a figure reads."""
        rows = self.rows(self.person)
        self.env["club.privacy.erasure"]._erase(self.person)
        for name, ids in rows.items():
            model = self.env[name].sudo().with_context(active_test=False)
            for field in filter(self.is_day, model._fields.values()):
                for day in model.browse(ids).exists().mapped(field.name):
                    with self.subTest(model=name, field=field.name):
                        self.assertIn(day and day.day, (False, 1))

    def is_day(self, field):
        """Tell whether a field is a day that no figure reads."""
        known = field.store and field.type in ("date", "datetime")
        if not known or field.name == "erased_on":
            return False
        word = self.env["club.privacy.rows"]._word(field)
        return word not in (COUNTED, REDUCED)

    def test_others_stay(self):
        """Somebody else of the same name keeps it, and what is said of them."""
        namesake = self.somebody(NAME, email="other@example.org", phone=False)
        self.cohort.message_post(body=f"Bravo {NAME}")
        self.env["club.privacy.erasure"]._erase(self.person)
        self.assertEqual(namesake.name, NAME)
        self.assertEqual(namesake.email, "other@example.org")
        self.assertIn(NAME, self.cohort.message_ids[0].body)
        self.assertEqual(self.kept.name, "Aude Valmy")
        self.assertTrue(self.kept.every_journey_ids.candidacy_ids)

    def files_of_others(self):
        """Return files and messages of a group in which an accented name is told."""
        env, about = self.env, {"res_model": "club.cohort", "res_id": self.cohort.id}
        apart = unicodedata.normalize("NFD", ACCENTED)
        files = env["ir.attachment"].create(
            [
                {**about, "name": "a.txt", "raw": f"Venue : {ACCENTED}".encode()},
                {**about, "name": "b.txt", "raw": f"; {ACCENTED.upper()};".encode()},
                {**about, "name": "c.csv", "raw": f"é;{ACCENTED}".encode("cp1252")},
                {**about, "name": f"CV {apart}.pdf", "raw": b"%PDF-1.4 x"},
                {**about, "name": "d.txt", "raw": b"ELOISE MERIEUX OEUVRE"},
            ]
        )
        messages = env["mail.message"].union(
            *(
                self.cohort.message_post(body=f"Bravo {said}")
                for said in (ACCENTED.upper(), apart, "éloise Merieux œuvre", ACCENTED)
            )
        )
        return files, messages

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_accents_hide_nobody(self):
        """With or without them, in small letters or not, in files of any encoding."""
        person = self.somebody(ACCENTED, email="e.m@example.org", phone=False)
        files, messages = self.files_of_others()
        other = {"name": "e.txt", "raw": "Éloïse Mérieu est là".encode()}
        kept = self.env["ir.attachment"].create(other)
        self.assertIn("Éloïse", kept.index_content)
        self.env["club.privacy.erasure"]._erase(person)
        self.assertFalse(files.exists().mapped("name"))
        for message in messages:
            self.assertEqual(message.body.striptags(), "Bravo …")
        self.assertTrue(kept.exists())

    def test_texts_of_the_version_before_are_indexed_anew(self):
        raw = f"Venue : {ACCENTED}".encode()
        file = self.env["ir.attachment"].create({"name": "a.txt", "raw": raw})
        self.env.cr.execute(
            "UPDATE ir_attachment SET index_content = %s WHERE id = %s",
            ["Venue :\nrieux-", file.id],
        )
        self.env.invalidate_all()
        path = file_path("clubs_ambition/migrations/19.0.1.9.0/post-index.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.8.0")
        self.env.invalidate_all()
        self.assertIn(ACCENTED, file.index_content)

    def test_a_contact_goes_as_well(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Zéphirine Trouvetout",
                "parent_id": self.employer.id,
                "email": "zephirine@example.org",
                "phone": "0199887766",
                "function": "zinzolin-note",
            }
        )
        contact.message_post(body="zinzolin-mail")
        journey = self.kept.every_journey_ids
        immersion = journey.immersion_ids
        immersion.tutor_name = "Zéphirine Trouvetout"
        self.env["club.privacy.erasure"]._erase(contact, "objection")
        self.env.flush_all()
        left = self.found()
        self.assertFalse(left.keys() & {"res_partner", "mail_message"}, left)
        self.assertFalse(immersion.tutor_name)
        self.assertEqual(contact.parent_id, self.employer)
        self.assertFalse(contact.with_user(self.animateur)._filtered_access("read"))
