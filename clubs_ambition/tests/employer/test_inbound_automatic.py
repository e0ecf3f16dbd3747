from odoo.tests import tagged

from ...kpi.rows import relations
from .test_inbound import InboundCase

PLAIN = "Content-Type: text/plain; charset=utf-8\n"
REPORT = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n'

AUTOMATIC = {
    "Outlook, French": (
        (
            "Subject: =?utf-8?Q?R=C3=A9ponse_automatique_=3A_Profils?=\n"
            "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n"
        ),
        "Je suis absent jusqu'au 4.",
    ),
    "Outlook, English, header of Exchange alone": (
        "Subject: Profiles\nX-Auto-Response-Suppress: DR, OOF, AutoReply\n",
        "I am away.",
    ),
    "Outlook, English, no header": ("Subject: Automatic reply: Profiles\n", "Away."),
    "Outlook, French, no header": (
        "Subject: =?utf-8?B?QWJzZW5jZSBkdSBidXJlYXUgOiBQcm9maWxz?=\n",
        "Absent.",
    ),
    "Gmail": (
        (
            "Subject: Re: Profils\nAuto-Submitted: auto-replied\nPrecedence: bulk\n"
            "X-Autoreply: yes\n"
        ),
        "En congés.",
    ),
    "Gmail, precedence alone": ("Subject: Re: Profils\nPrecedence: bulk\n", "Absent."),
    "Zimbra": (
        (
            "Subject: Re: Profils\nAuto-Submitted: auto-replied (zimbra; vacation)\n"
            "Precedence: bulk\n"
        ),
        "Absente.",
    ),
    "Zimbra, French subject": ("Subject: Message d'absence : Profils\n", "Absente."),
    "Out of office, no header": ("Subject: Out of Office: Re: Profils\n", "Away."),
    "Postfix vacation": ("Subject: Profils\nPrecedence: junk\n", "Away"),
    "cPanel": ("Subject: Profils\nX-Autorespond: Profils\n", "Absent"),
    "no way back": ("Return-Path: <>\nSubject: Profils\n", "Absent"),
    "bounce of Postfix": (
        "From: MAILER-DAEMON@garage-prado.fr\n"
        "Subject: Undelivered Mail Returned to Sender\n" + REPORT,
        "--b\nContent-Type: text/plain\n\nNo such user\n--b--",
    ),
    "bounce of Exchange, French": (
        "From: postmaster@garage-prado.fr\nSubject: =?utf-8?Q?Non_remis_=3A_Profils?=\n",
        "Votre message n'a pas pu être remis.",
    ),
    "a letter to everybody": ("Subject: Nos offres\nPrecedence: bulk\n", "Promo"),
}
HUMAN = {
    "Outlook, French": (
        (
            "Subject: =?utf-8?Q?Besoin_d=27un_m=C3=A9canicien?=\n"
            "X-MS-Has-Attach:\nThread-Index: AdY=\nAccept-Language: fr-FR\n"
        ),
        "Bonjour, nous cherchons quelqu'un.",
    ),
    "Gmail, English": (
        "Subject: A mechanic\nReturn-Path: <luc@garage-prado.fr>\n",
        "Hello, we need a mechanic.",
    ),
    "Zimbra": ("Subject: Profils\nX-Mailer: Zimbra 8.8.15\n", "Bonjour"),
    "who says that it is nothing automatic": (
        "Subject: Profils\nAuto-Submitted: no\nX-Auto-Response-Suppress: DR, RN\n",
        "Bonjour",
    ),
    "a subject that speaks of an absence": (
        "Subject: Remplacement pour absence du boulanger\n",
        "Bonjour",
    ),
}


class AutomaticCase(InboundCase):
    def setUp(self):
        super().setUp()
        domain = self.env["mail.alias.domain"].search([], limit=1)
        domain = domain or domain.create({"name": "clubs.example"})
        self.club.team_id.alias_name = f"club-{self.club.id}"
        self.alias = f"{self.club.team_id.alias_name}@{domain.name}"
        self.catchall = domain.catchall_email or f"catchall@{domain.name}"
        self.number = 0
        self.env["res.partner"].create(
            {
                "name": "Garage du Prado",
                "is_company": True,
                "club_employer": True,
                "email": "accueil@garage-prado.fr",
            }
        )

    def process(self, headers, body, to=None, sender="Luc <luc@garage-prado.fr>"):
        """Give a raw mail to the gateway, as the mail server does."""
        self.number += 1
        if "From:" not in headers:
            headers = f"From: {sender}\n{headers}"
        if "Content-Type" not in headers:
            headers += PLAIN
        mail = (
            f"{headers}To: {to or self.alias}\n"
            f"Message-Id: <auto-{self.number}@garage-prado.fr>\n\n{body}\n"
        )
        self.env["mail.thread"].message_process(None, mail.encode())
        return self.new_leads()

    def written(self):
        """Return how much there is of what a mail could make."""
        self.env.flush_all()
        return [
            self.env[model].sudo().search_count([])
            for model in (
                "crm.lead",
                "club.inbound.mail",
                "club.contact",
                "res.partner",
                "mail.activity",
                "mail.message",
            )
        ]


@tagged("post_install", "-at_install")
class TestInboundAutomatic(AutomaticCase):
    """What a machine wrote makes nothing; what somebody wrote is to read."""

    def test_a_machine_makes_nothing(self):
        before = self.written()
        for name, (headers, body) in AUTOMATIC.items():
            with self.subTest(name):
                self.assertFalse(self.process(headers, body))
                self.assertEqual(self.written(), before)

    def test_somebody_is_to_read(self):
        first = self.env.ref("clubs_ambition.crm_stage_to_contact")
        for name, (headers, body) in HUMAN.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                lead = self.process(headers, body)
                self.assertEqual((lead.club_id, lead.stage_id), (self.club, first))
                self.assertTrue(lead.to_read)
                self.assertFalse(lead.contact_ids or lead.last_outcome)
                self.assertEqual(lead.activity_ids.user_id, self.animateur)
                savepoint.rollback()
            self.env.invalidate_all()

    def seen(self):
        """Return the last days at which the figures say the club saw the employer."""
        self.env.flush_all()
        links = relations.links()
        self.env.cr.execute(links)
        return [
            row["seen_on"]
            for row in self.env.cr.dictfetchall()
            if row["partner_id"] == self.employer.id and row["seen_on"]
        ]

    def test_it_counts_once_it_is_read(self):
        self.employer.email = "luc@azur-pain.fr"
        status = self.employer.club_network_status
        headers, body = HUMAN["Zimbra"]
        lead = self.process(headers, body, sender="luc@azur-pain.fr")
        self.assertEqual(lead.partner_id, self.employer)
        self.assertFalse(self.seen())
        self.assertEqual(self.employer.club_network_status, status)
        lead.with_user(self.animateur).action_club_mark_read()
        self.assertFalse(lead.to_read or lead.activity_ids)
        self.assertEqual(lead.contact_ids.channel, "inbound")
        self.assertTrue(self.seen())
        # Read twice, it is one contact.
        lead.with_user(self.animateur).action_club_mark_read()
        self.assertEqual(len(lead.contact_ids), 1)

    def test_what_it_asks_is_logged_by_who_read_it(self):
        lead = self.process(*HUMAN["Gmail, English"])
        self.env["club.contact"].with_user(self.animateur).create(
            {"lead_id": lead.id, "channel": "inbound", "outcome": "offer"}
        )
        self.assertFalse(lead.to_read)
        self.assertEqual(lead.stage_id, self.env.ref("clubs_ambition.crm_stage_need"))

    def test_an_absence_in_a_thread_moves_nothing(self):
        lead = self.process(*HUMAN["Zimbra"])
        lead.with_user(self.animateur).action_club_mark_read()
        text = "Bonjour"
        sent = lead.with_user(self.animateur).message_post(
            body=text, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        thread = f"In-Reply-To: {sent.message_id}\nReferences: {sent.message_id}\n"
        before = self.written(), lead.stage_id, lead.last_contact_on, lead.to_read
        for name, (headers, body) in AUTOMATIC.items():
            for to in (self.alias, self.catchall):
                with self.subTest(name, to=to):
                    self.process(thread + headers, body, to=to)
                    after = (
                        self.written(),
                        lead.stage_id,
                        lead.last_contact_on,
                        lead.to_read,
                    )
                    self.assertEqual(after, before)
        self.process(thread + HUMAN["Zimbra"][0], "Je suis intéressé")
        self.assertIn("intéressé", lead.message_ids[0].body)

    def test_other_teams_receive_what_they_did(self):
        team = self.env["crm.team"].create(
            {"name": "Sales", "use_leads": True, "alias_name": "sales-of-others"}
        )
        to = f"sales-of-others@{self.alias.partition('@')[2]}"
        lead = self.process(*AUTOMATIC["Gmail"], to=to)
        self.assertEqual(lead.team_id, team)
        self.assertFalse(lead.to_read)
