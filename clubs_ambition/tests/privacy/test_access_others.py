"""The file of who asks: all that is theirs, and the name of nobody else."""

# pylint: disable=translation-required
import io
import zipfile

from odoo.fields import Command
from odoo.tests import tagged

from .privacy_common import PrivacyCase

OTHERS = {
    "animateur": ("Wolfgang Animatrix", "wolfgang.a@example.org"),
    "contact": ("Zéphirine Trouvetout", "zephirine.t@example.org"),
    "prescriber": ("Nadia Prescrivaine", "nadia.p@example.org"),
    "other": ("Paul Rochefort", "paul.r@example.org"),
    "tutor": ("Gaspard Tutorel", "gaspard.t@example.org"),
}


class OthersCase(PrivacyCase):
    """Somebody around whom there are others of each kind, in rows of each kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        name, email = OTHERS["animateur"]
        cls.animateur.write({"name": name, "email": email})
        office = cls.env["res.partner"].create(
            {"name": "Mission locale", "is_company": True, "club_prescriber": True}
        )
        cls.contact, cls.prescriber = (
            cls.env["res.partner"].create(
                {"name": name, "email": email, "parent_id": at.id}
            )
            for (name, email), at in (
                (OTHERS["contact"], cls.employer),
                (OTHERS["prescriber"], office),
            )
        )
        name, email = OTHERS["other"]
        other = cls.make_person(name, email=email)
        cls.other = cls.make_participant(
            person=other, state="active", animateur_id=cls.animateur.id
        )
        cls.candidacy = cls.make_candidacy(cls.journey)
        cls.successor = cls.other_animateur
        cls.club.animateur_ids += cls.successor
        cls.surround()
        cls.env.flush_all()
        cls.cr.precommit.run()

    @classmethod
    def surround(cls):
        env, journey = cls.env, cls.journey
        mine = journey.with_user(cls.animateur).sudo()
        mine.message_post(body="Elle a bien parlé", message_type="comment")
        env["mail.mail"].create(
            {
                "mail_message_id": mine.message_ids[0].id,
                "email_to": '"{}" <{}>'.format(*OTHERS["contact"]),
                "email_from": OTHERS["animateur"][1],
                "recipient_ids": [Command.set(cls.contact.ids)],
                "body_html": "Voici son profil",
            }
        )
        mine.message_subscribe((cls.animateur.partner_id | cls.prescriber).ids)
        mine.activity_schedule(
            "mail.mail_activity_data_todo", note="Rappeler", user_id=cls.animateur.id
        )
        cls.interview = cls.session("Point d'étape", "interview", journey)
        cls.workshop = cls.session("Atelier CV", "group")
        cls.workshop.attendance_ids.filtered(
            lambda one: one.participant_id == journey
        ).sudo().state = "present"
        env["club.immersion"].create(
            {
                "participant_id": journey.id,
                "partner_id": cls.employer.id,
                "date_start": "2026-01-12",
                "date_end": "2026-01-16",
                "tutor_name": OTHERS["tutor"][0],
                "tutor_function": "Chef",
            }
        )
        link = env["club.answer.link"].create(
            {
                "kind": "candidacy",
                "partner_id": cls.employer.id,
                "club_id": cls.club.id,
                "user_id": cls.animateur.id,
                "email": OTHERS["contact"][1],
                "candidacy_ids": cls.candidacy.ids,
            }
        )
        cls.candidacy.link_ids = link
        journey.with_context(tracking_disable=False, mail_notrack=False).write(
            {"prescriber_id": cls.prescriber.id}
        )
        env.flush_all()
        cls.cr.precommit.run()
        journey.with_context(tracking_disable=False, mail_notrack=False).write(
            {"animateur_id": cls.successor.id}
        )

    @classmethod
    def session(cls, name, kind, journey=None):
        values = {"participant_id": journey.id} if journey else {}
        if not journey:
            values["cohort_id"] = cls.cohort.id
        return cls.env["club.session"].create(
            {
                "name": name,
                "kind": kind,
                "club_id": cls.club.id,
                "start": "2026-02-02 08:00:00",
                "stop": "2026-02-02 10:00:00",
                "animateur_id": cls.animateur.id,
                **values,
            }
        )

    def texts(self, **typed):
        """Return all that the file of who asks says, page and data."""
        file = self.env["club.privacy.file"].with_user(self.data_officer)
        _name, content = file._make(self.asked(**typed))
        archive = zipfile.ZipFile(io.BytesIO(content))
        return "\n".join(
            archive.read(name).decode(errors="replace") for name in archive.namelist()
        )


@tagged("post_install", "-at_install", "security")
class TestAccessOthers(OthersCase):
    def test_a_participant_reads_of_nobody_else(self):
        told = self.texts()
        for who, words in OTHERS.items():
            for word in words:
                with self.subTest(who=who):
                    self.assertNotIn(word, told)

    def test_and_all_that_is_theirs(self):
        """When they came, where; by whom they were oriented: the place, not who."""
        told = self.texts()
        for words in (
            *("Elle a bien parlé", "Rappeler", "Point d'étape", "Boulangerie Azur"),
            *("Voici son profil", "lina.moreau@example.org"),
        ):
            self.assertIn(words, told)
        self.assertRegex(told, r"Atelier CV \([^)]*2026")

    def contact_texts(self):
        name, email = OTHERS["contact"]
        return self.texts(
            way="email", subject="partner", first_name=name.split()[0], email=email
        )

    def test_a_contact_has_what_was_written_about_them(self):
        self.contact.message_post(body="Toujours aimable")
        self.contact.activity_schedule(
            "mail.mail_activity_data_todo", note="Rappeler lundi"
        )
        self.env["res.partner.bank"].create(
            {"partner_id": self.contact.id, "acc_number": "FR76 3000"}
        )
        told = self.contact_texts()
        for words in ("Toujours aimable", "Rappeler lundi", "FR76 3000"):
            self.assertIn(words, told)

    def test_a_contact_reads_of_nobody_else(self):
        """Neither of whom a mail was about, nor of who works at the same employer."""
        mail = self.journey.message_post(body="x", partner_ids=self.contact.ids)
        self.assertTrue(mail.notified_partner_ids or mail.partner_ids)
        colleague = {"name": OTHERS["tutor"][0], "email": OTHERS["tutor"][1]}
        self.env["res.partner"].create({**colleague, "parent_id": self.contact.id})
        told = self.contact_texts()
        for who, words in OTHERS.items():
            if who != "contact":
                for word in words:
                    with self.subTest(who=who):
                        self.assertNotIn(word, told)
        self.assertNotIn("MOREAU", told)
        self.assertNotIn("lina.moreau", told)
