import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_inbound import NIR
from .test_inbound_automatic import AUTOMATIC, HUMAN, AutomaticCase

SEEKER = "Philomène Quatremarais <ph.quatremarais@example.net>"
SUBJECT = "Subject: Recherche d'emploi de Philom\n"
STRANGERS = {
    "a provider of everybody": "ph.quatremarais@gmail.com",
    "a name of one's own": "moi@quatremarais.fr",
    "a university": "p.quatremarais@etu.univ-amu.fr",
    "a prescriber's": "conseil@mission-locale.example",
    "no name": "<x@example.net>",
    "two addresses": "a@example.net, b@example.net",
    "no address": "Philomène",
}


class SortingCase(AutomaticCase):
    def setUp(self):
        super().setUp()
        self.env["res.partner"].create(
            {
                "name": "Mission locale",
                "is_company": True,
                "club_prescriber": True,
                "email": "accueil@mission-locale.example",
            }
        )

    def bring(self, sender=SEEKER, body="Bonjour, je cherche un emploi.", **told):
        """Have the mail server bring a mail; return what waits to be sorted."""
        self.process(told.pop("headers", SUBJECT), body, sender=sender, **told)
        return self.waiting()

    def bring_cv(self):
        self.process(
            f'{SUBJECT}Content-Type: multipart/mixed; boundary="b"\n',
            "--b\nContent-Type: text/plain\n\nMon CV\n"
            "--b\nContent-Type: text/plain; name=cv.txt\n"
            "Content-Disposition: attachment; filename=cv.txt\n"
            "Content-Transfer-Encoding: base64\n\n"
            f"{base64.b64encode(b'mon cv').decode()}\n--b--",
            sender=SEEKER,
        )
        return self.waiting()

    def waiting(self):
        self.env.invalidate_all()
        return self.env["club.inbound.mail"].search([])

    def files(self, record):
        return self.env["ir.attachment"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )


@tagged("post_install", "-at_install", "security")
class TestInboundSorting(SortingCase):
    """Who is unknown and writes to a club is no prospect before somebody says so."""

    def test_whom_nobody_knows_waits(self):
        contacts = self.env["res.partner"].search_count([])
        for name, sender in STRANGERS.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                mail = self.bring(sender)
                self.assertFalse(self.new_leads())
                self.assertEqual(len(mail), 1)
                self.assertEqual(mail.club_id, self.club)
                self.assertIn("cherche un emploi", mail.message_ids[0].body)
                self.assertEqual(mail.message_partner_ids, self.animateur.partner_id)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

    def test_an_employer_is_no_stranger(self):
        """By its address, its domain, its SIRET, or a prospect of the club."""
        self.other_employer.company_registry = "73282932000074"
        lead = self.env["crm.lead"].create(
            {
                "name": "Bar",
                "club_id": self.club.id,
                "type": "opportunity",
                "email_from": "chef@bar-du-port.fr",
            }
        )
        for twin in ("Usine A", "Usine B"):
            self.env["res.partner"].create(
                {
                    "name": twin,
                    "is_company": True,
                    "club_employer": True,
                    "email": f"{twin[-1]}@usine.example",
                }
            )
        for sender, body in (
            ("accueil@garage-prado.fr", ""),
            ("luc@garage-prado.fr", ""),
            ("rh@groupe.example.org", "SIRET 732 829 320 00074"),
            ("ana@bar-du-port.fr", ""),
            ("quelqu-un@usine.example", ""),
        ):
            with self.subTest(sender):
                before = self.env["mail.message"].search_count(
                    [("model", "=", "crm.lead")]
                )
                self.assertFalse(self.bring(sender, body or "Bonjour"))
                after = self.env["mail.message"].search_count(
                    [("model", "=", "crm.lead")]
                )
                self.assertGreater(after, before)
        self.assertTrue(lead.to_read)

    def test_a_machine_is_left_aside(self):
        headers, body = AUTOMATIC["Gmail"]
        self.assertFalse(self.bring(body=body, headers=headers))

    def test_one_sender_waits_once(self):
        mail = self.bring()
        again = self.bring(SEEKER.upper(), "Et aussi")
        self.assertEqual(mail, again)
        self.assertEqual(len(mail.message_ids), 2)
        self.assertEqual(len(mail.activity_ids), 1)
        self.assertEqual(len(self.bring("other@example.net")), 2)

    def test_nobody_is_named_elsewhere(self):
        """Tasks, notifications and labels say that a mail came, and not whose."""
        mail = self.bring()
        task = mail.activity_ids
        self.assertEqual(task.user_id, self.animateur)
        told = (mail.display_name, task.res_name, task.summary, task.note or "")
        notified = self.env["mail.message"].search(
            [("message_type", "=", "user_notification")]
        )
        said = " ".join([*told, *notified.mapped("subject"), *notified.mapped("body")])
        for word in ("Philom", "uatremarais", "emploi"):
            self.assertNotIn(word, said)

    def test_a_social_security_number_is_taken_out(self):
        mail = self.bring(body=f"Voici {NIR} pour vous")
        self.assertNotIn("006 084", mail.message_ids[0].body)
        reply = f"{SUBJECT}In-Reply-To: {mail.message_ids[0].message_id}\n"
        self.bring(body=f"Encore {NIR}", headers=reply)
        self.assertEqual(len(mail.message_ids), 2)
        self.assertNotIn("006 084", "".join(mail.message_ids.mapped("body")))

    # === SORTED === #

    def test_an_employer_becomes_a_prospect(self):
        mail = self.bring("Luc <luc@nouveau.example>", "Un mécanicien")
        action = mail.with_user(self.animateur).action_employer()
        lead = self.new_leads()
        self.assertEqual(action["res_id"], lead.id)
        self.assertEqual(
            (lead.club_id, lead.channel, lead.user_id, lead.contact_name),
            (self.club, "inbound", self.animateur, "Luc"),
        )
        self.assertIn("mécanicien", "".join(lead.message_ids.mapped("body")))
        self.assertEqual(lead.contact_ids.channel, "inbound")
        self.assertFalse(lead.to_read)
        self.assertFalse(mail.exists())
        self.bring("Ana <ana@nouveau.example>", "Merci")
        self.assertEqual(self.new_leads(), lead, "one prospect for an employer")
        self.assertFalse(self.waiting())
        self.assertTrue(lead.to_read)

    def test_a_job_seeker_is_oriented(self):
        mail = self.bring_cv()
        mine = mail.with_user(self.animateur)
        action = mine.action_job_seeker()
        form = Form(
            self.env["club.inbound.orient"]
            .with_user(self.animateur)
            .with_context(**action["context"])
        )
        self.assertEqual(
            (form.first_name, form.last_name, form.email),
            ("Philomène", "Quatremarais", "ph.quatremarais@example.net"),
        )
        form.birth_date = "1987-06-05"
        contacts = self.env["res.partner"].search_count([])
        opened = form.save().action_orient()
        journey = self.env["club.participant"].browse(opened["res_id"])
        self.assertEqual((journey.club_id, journey.state), (self.club, "oriented"))
        self.assertEqual(journey.person_id.email, "ph.quatremarais@example.net")
        self.assertIn("Mon CV", "".join(journey.message_ids.mapped("body")))
        self.assertEqual(self.files(journey).mapped("name"), ["cv.txt"])
        self.assertFalse(mail.exists() or self.new_leads())
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

    def test_who_is_coached_already_keeps_their_journey(self):
        journey = self.make_participant("Philomène Quatremarais", "active")
        journey.person_id.birth_date = "1987-06-05"
        mail = self.bring()
        dialog = self.env["club.inbound.orient"].with_user(self.animateur)
        dialog = dialog.create(
            {
                "inbound_id": mail.id,
                "first_name": "philomene",
                "last_name": "QUATREMARAIS",
                "birth_date": "1987-06-05",
            }
        )
        self.assertEqual(dialog.action_orient()["res_id"], journey.id)
        self.assertIn("emploi", "".join(journey.message_ids.mapped("body")))

    def test_erased_it_leaves_nothing(self):
        mail = self.bring_cv()
        files = self.files(mail) | mail.message_ids.attachment_ids
        messages = mail.message_ids
        self.assertTrue(files and messages)
        mail.with_user(self.animateur).action_erase()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(mail.exists() or messages.exists() or files.exists())
        left = [("res_model", "=", "club.inbound.mail")]
        self.assertFalse(self.env["mail.activity"].search(left))
        self.assertFalse(self.new_leads())

    def test_what_nobody_sorts_is_erased(self):
        mail = self.bring()
        self.env["club.inbound.mail"]._gc_unsorted()
        self.assertTrue(mail.exists())
        long_ago = fields.Datetime.now() - timedelta(days=200)
        self.env.cr.execute("UPDATE club_inbound_mail SET create_date = %s", [long_ago])
        self.env.invalidate_all()
        self.env["club.inbound.mail"]._gc_unsorted()
        self.assertFalse(mail.exists())

    # === BY WHOM === #

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_its_club_alone_reads_and_sorts_it(self):
        mail = self.bring()
        for user in (
            self.other_animateur,
            self.referent,
            self.observer,
            self.data_officer,
            self.employee,
            self.users["portal"],
        ):
            theirs = mail.with_user(user)
            for gesture in (
                lambda theirs=theirs: theirs.read(["sender"]),
                lambda theirs=theirs: theirs.action_employer(),
                lambda theirs=theirs: theirs.action_erase(),
                lambda theirs=theirs: theirs.message_ids.read(["body"]),
                lambda theirs=theirs: theirs.env["club.inbound.orient"].create(
                    {"inbound_id": mail.id, "last_name": "X"}
                ),
            ):
                with (
                    self.subTest(user.login),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    gesture()
        self.assertTrue(mail.exists())
        self.assertFalse(self.new_leads())
        with self.assertRaises(UserError):
            mail.with_user(self.animateur).write({"sender": "x"})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            mail.with_user(self.animateur).unlink()

    def test_what_leaves_of_it_is_logged(self):
        mail = self.bring()
        Log = self.env["club.export.log"]
        for rows in (mail, mail.message_ids):
            with self.subTest(rows._name):
                before = Log.search([])
                rows.export_data(["create_date"])
                line = Log.search([]) - before
                self.assertEqual(line.res_model, rows._name)

    def test_the_day_says_that_some_wait(self):
        def lines():
            listed = self.club.with_user(self.animateur)._today_list()
            return [one for one in listed if one["kind"] == "mail"]

        self.assertFalse(lines())
        self.bring()
        self.bring("other@example.net")
        self.env.invalidate_all()
        [line] = lines()
        self.assertIn("2", line["detail"])
        self.assertFalse(line["id"])
        self.assertNotIn("Philom", str(line))

    def test_somebody_s_plain_mail_too(self):
        for name, (headers, body) in HUMAN.items():
            with self.subTest(name):
                self.assertTrue(self.bring(body=body, headers=headers))
        self.assertFalse(self.new_leads())
