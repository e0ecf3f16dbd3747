"""Of a contact, a prescriber, a user who left: nothing is left, whoever keeps it."""

# pylint: disable=translation-required
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...utils import clock
from .erasure_common import SearchedCase
from .erasure_rows import WORDS

NAME, EMAIL, PHONE = "Zéphirine Trouvetout", "zephirine.t@example.org", "01 99 88 77 66"
FORMER = "ancienne.zt@example.org"
MARKERS = (
    *(NAME, "Trouvetout", EMAIL, PHONE, FORMER, "xylo-number"),
    *("xylo-note", "xylo-file", "xylo-mail", "xylo-event", "xylo-task", "xylo-import"),
)
NAMED_BY = ("name", "email", "email_normalized", "phone", "phone_sanitized", "login")
MACHINE = {
    # what the rows are found by, and the files: no text
    *(
        "model",
        "res_model",
        "res_field",
        "store_fname",
        "checksum",
        "login",
        "password",
    ),
    # what somebody was named by before
    *("old_value_char", "new_value_char"),
}


class ContactsCase(SearchedCase):
    markers = MARKERS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keep_one_transaction()
        cls.office = cls.env["res.partner"].create(
            {"name": "Mission locale", "is_company": True, "club_prescriber": True}
        )
        card = {"name": NAME, "email": FORMER, "phone": PHONE, "ref": MARKERS[5]}
        cls.people = {
            kind: cls.env["res.partner"].create(
                {**card, "parent_id": at.id, "function": "xylo-note"}
            )
            for kind, at in (("contact", cls.employer), ("prescriber", cls.office))
        }
        user = cls.other_animateur
        user.write({"name": NAME, "email": FORMER, "phone": PHONE})
        cls.other_club.animateur_ids = [Command.clear()]
        user.active = False
        cls.people["left"] = user.partner_id
        cls.env.flush_all()
        cls.cr.precommit.run()  # nothing of what is made now is tracked

    def erase(self, contact, by):
        """Erase somebody by a request, or by the job of the night."""
        self.env.flush_all()
        erasures = self.env["club.privacy.erasure"]
        if by == "request":
            erasures._erase(contact, "objection")
        else:
            today = clock.today(self.club)
            rows = erasures._of(contact)
            rows.write({"state": "announced", "erase_on": today, "reason": "officer"})
            erasures._cron_erase()
        self.assertTrue(all(contact.mapped("club_erased_on")))
        self.env.flush_all()
        self.env.invalidate_all()


@tagged("post_install", "-at_install", "security")
class TestErasureContacts(ContactsCase):
    # === WHAT IS WRITTEN ABOUT THEM === #

    def surround(self, contact):
        """Have each kind of row say something of a contact, as people and servers do."""
        env, about = self.env, {"res_model": contact._name, "res_id": contact.id}
        contact.message_post(
            body=f"xylo-mail {NAME}", attachments=[("xylo-file", b"x")]
        )
        env["ir.attachment"].create(
            {**about, "name": f"CV {NAME}.txt", "raw": b"xylo-file Trouvetout"}
        )
        contact.activity_schedule(
            "mail.mail_activity_data_todo", summary="xylo-task", note=NAME
        )
        env["calendar.event"].create(
            {
                "name": "xylo-event",
                "start": "2026-01-06 09:00:00",
                "stop": "2026-01-06 10:00:00",
                "res_id": contact.id,
                "res_model_id": env["ir.model"]._get_id(contact._name),
                "partner_ids": [Command.set(contact.ids)],
            }
        )
        env["bus.bus"]._sendone(self.animateur.partner_id, "x", {"name": NAME})
        env["mail.mail"].create({"email_to": f'"{NAME}" <{FORMER}>', "body_html": "x"})
        env["sms.sms"].create(
            {"number": PHONE, "partner_id": contact.id, "body": "xylo-mail"}
        )
        env["base_import.import"].create(
            {"res_model": contact._name, "file": f"xylo-import;{NAME}".encode()}
        )
        env["mail.blacklist"]._add(FORMER)
        self.keep(contact)
        self.work_with(contact)
        self.cohort.message_post(body=f"<p>{NAME} ({FORMER}) rappelle au {PHONE}</p>")

    def keep(self, contact):
        """Have the stock keep what is of a contact alone."""
        env = self.env
        env["res.partner.bank"].create(
            {
                "partner_id": contact.id,
                "acc_number": "FR76 xylo-note 1",
                "acc_holder_name": f"{NAME} xylo-note",
                "note": "xylo-note",
            }
        )
        for user in contact.with_context(active_test=False).user_ids:
            env["club.export.log"].with_user(user).sudo()._log(
                door="list", res_model="club.person", row_count=1
            )
            env["res.users.settings"]._find_or_create_for_user(user)
            env["res.users.log"].with_user(user).sudo().create({})
            field = env["ir.model.fields"]._get("res.partner", "comment")
            env["ir.default"].create(
                {"field_id": field.id, "json_value": '"xylo-note"', "user_id": user.id}
            )

    def work_with(self, contact):
        """Have the clubs work with a contact: a prospect, a call, an offer, a charter."""
        env, at = self.env, contact.parent_id or self.employer
        words = {"name": "xylo-note", "description": f"xylo-note {NAME}"}
        env["crm.lead"].create(
            {**words, "partner_id": contact.id, "club_id": self.club.id}
        )
        env["club.contact"].create(
            {"partner_id": contact.id, "club_id": self.club.id, "outcome": "reached"}
            | {"note": "xylo-note"}
        )
        env["club.offer"].create(
            {"name": "Vendeur", "partner_id": at.id, "club_id": self.club.id}
            | {"contact_id": contact.id}
        )
        env["club.answer.link"].create(
            {"kind": "candidacy", "partner_id": contact.id, "email": FORMER}
            | {"club_id": self.club.id, "user_id": self.animateur.id}
        )
        env["club.undelivered"].create(
            {"partner_id": contact.id, "club_id": self.club.id, "reason": "bounce"}
            | {"res_model": at._name, "res_id": at.id}
        )
        env["club.privacy.request"].create(
            {"kind": "rectification", "partner_id": contact.id, "subject": "partner"}
            | {"state": "served", "asked_by": "xylo-note", "note": "xylo-note"}
        )
        # the former one is in what was written before
        tracked = {"tracking_disable": False, "mail_notrack": False}
        contact.with_context(**tracked).email = EMAIL
        env.flush_all()
        self.cr.precommit.run()

    def fill(self, contact):
        """Write a word in each column of words of each row that is theirs."""
        self.env.flush_all()
        reach = self.env["club.privacy.reach"]._records_of(contact)
        accounts = contact.with_context(active_test=False).user_ids
        rows = [*reach.values(), *([accounts] if accounts else [])]
        for some in rows:
            for field in some._fields.values():
                if field.type not in WORDS or not field.store or field.name in MACHINE:
                    continue
                if self.is_about_them(some, field) and field.name not in NAMED_BY:
                    self.fill_one(some, field, some.ids, "xylo-note")
        self.env.invalidate_all()

    def is_about_them(self, rows, field):
        """Tell whether the map says that a field is a contact's, or the row theirs."""
        Map = self.env["club.privacy.map"]
        if rows._name in ("res.partner", "res.users"):
            entry = Map._of_model(rows._name).get(field.name)
            return rows._name == "res.partner" or (entry and entry.erased == "emptied")
        entry = Map._of_model(rows._name).get(field.name)
        kinds = ("contact", "prescriber")
        whole = Map._goes_whole(rows._name)
        return whole or (entry and entry.whose in kinds and entry.erased != "counted")

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def gone(self, kind, by):
        contact = self.people[kind]
        for other in self.people.keys() - {kind}:  # a namesake keeps their name
            self.people[other].write({"name": other, "email": False, "phone": False})
            self.people[other].write({"ref": False, "function": False})
        self.surround(contact)
        self.fill(contact)
        self.assertGreater(len(self.found()), 12, "the search finds what is there")
        self.erase(contact, by)
        self.assertEqual(self.found(), {})
        self.env["ir.attachment"]._gc_file_store_unsafe()
        self.assertEqual(self.files(), [])

    def test_a_contact_who_asks(self):
        self.gone("contact", "request")

    def test_a_contact_whose_time_is_over(self):
        self.gone("contact", "job")

    def test_a_prescriber_who_asks(self):
        self.gone("prescriber", "request")

    def test_a_prescriber_whose_time_is_over(self):
        self.gone("prescriber", "job")

    def test_a_user_who_left_and_asks(self):
        self.gone("left", "request")

    def test_a_user_who_left_and_whose_time_is_over(self):
        self.gone("left", "job")

    def test_the_address_that_a_prospect_took_of_them(self):
        """Of who is at no establishment; at one, it is the employer's."""
        alone = self.env["res.partner"].create(
            {"name": "Rosalie Marmiton", "club_employer": True, "street": "7 rue X"}
        )
        at = self.people["contact"]
        self.employer.street = "9 rue Y"
        leads = self.env["crm.lead"].create(
            [
                {"name": "x", "partner_id": one.id, "club_id": self.club.id}
                for one in (alone, at)
            ]
        )
        self.assertEqual(leads.mapped("street"), ["7 rue X", "9 rue Y"])
        self.erase(alone | at, "request")
        self.assertEqual(leads.mapped("street"), [False, "9 rue Y"])
        self.assertFalse(alone.street)

    # === WHAT IS NOT THEIRS === #

    def test_a_meeting_of_others_stays(self):
        """Of which they were one guest among others; they are none any more."""
        for kind, guest in self.people.items():
            meeting = self.env["calendar.event"].create(
                {
                    "name": "Comité",
                    "start": "2026-01-06 09:00:00",
                    "stop": "2026-01-06 10:00:00",
                    "partner_ids": [
                        Command.set((guest | self.animateur.partner_id).ids)
                    ],
                }
            )
            self.erase(guest, "request")
            with self.subTest(kind):
                self.assertTrue(meeting.exists())
                self.assertEqual(meeting.partner_ids, self.animateur.partner_id)
                guests = meeting.attendee_ids.partner_id
                self.assertEqual(guests, self.animateur.partner_id)

    def test_who_works_there_too_keeps_theirs(self):
        """At the same establishment, and in the same offer."""
        contact, other = self.people["contact"], self.people["prescriber"]
        other.write({"name": "Aude Valmy", "parent_id": contact.id, "email": False})
        contact.is_company = True  # who is alone at first is an employer
        bank = self.env["res.partner.bank"].create(
            {"partner_id": other.id, "acc_number": "FR76 1"}
        )
        call = self.env["club.contact"].create(
            {"partner_id": other.id, "club_id": self.club.id, "outcome": "reached"}
            | {"note": "Rappeler"}
        )
        offer = self.env["club.offer"].create(
            {"name": "Vendeur", "partner_id": contact.id, "club_id": self.club.id}
            | {"contact_id": other.id}
        )
        self.erase(contact, "request")
        self.assertEqual(other.name, "Aude Valmy")
        self.assertTrue(bank.exists().active)
        self.assertEqual((call.note, offer.contact_id), ("Rappeler", other))
        self.assertEqual(offer.name, "Vendeur")

    def test_two_records_of_one_employer_stay_one(self):
        """Whose number goes with the last of them; what tells them as one names nobody."""
        traders = self.env["res.partner"].create(
            [
                {"name": name, "club_employer": True, "company_type": "person"}
                for name in ("Rosalie Marmiton", "Rosalie Marmiton (2)", "Seule Aussi")
            ]
        )
        self.env.flush_all()
        for number, trader in zip(("1", "1", "2"), traders, strict=True):
            self.env.cr.execute(
                "UPDATE res_partner SET company_registry = %s WHERE id = %s",
                [f"998000000000{number}", trader.id],
            )
        self.env.invalidate_all()
        self.erase(traders[0], "request")
        self.assertEqual(traders[0].company_registry, traders[1].company_registry)
        self.erase(traders[1:], "request")
        one, two, alone = (trader.company_registry for trader in traders)
        self.assertEqual(one, two)
        self.assertEqual(one, f"…{traders[0].id}")
        self.assertFalse(alone)

    def test_what_a_document_of_another_addon_holds_is_emptied(self):
        """A bank account that was paid to, as the database says."""
        contact = self.people["contact"]
        bank = self.env["res.partner.bank"].create(
            {"partner_id": contact.id, "acc_number": "FR76 1", "note": "xylo-note"}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "CREATE TABLE club_test_paid (bank int REFERENCES res_partner_bank)"
        )
        self.env.cr.execute("INSERT INTO club_test_paid VALUES (%s)", [bank.id])
        self.erase(contact, "request")
        self.assertTrue(bank.exists())
        self.assertFalse(bank.acc_number or bank.note or bank.acc_holder_name)

    def test_a_bank_account_keeps_nobody(self):
        """What goes with a contact is no document that keeps them."""
        contact = self.people["contact"]
        self.env["res.partner.bank"].create(
            {"partner_id": contact.id, "acc_number": "FR76 1"}
        )
        self.env.flush_all()
        held = self.env.execute_query(self.env["club.privacy.retention"]._held())
        self.assertNotIn((contact.id,), held)
