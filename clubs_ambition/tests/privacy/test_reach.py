# pylint: disable=translation-required
"""Every row about somebody is found, and none about anybody else."""

import base64

from odoo.tests import tagged

from ..rights.test_leaving import LeavingCase


@tagged("post_install", "-at_install", "security")
class TestReach(LeavingCase):
    """Two people of one club, with something of each model; one of them is looked up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.env["club.participant"].search([("club_id", "=", cls.club.id)])
        cls.theirs = people.filtered("candidacy_ids")[:1]
        cls.person = cls.theirs.person_id
        cls.other = cls.make_participant("Zoé Marchand", "active")
        cls.make_candidacy(cls.other)
        for journey in (cls.theirs, cls.other):
            cls._write_about(journey)
        cls.env.flush_all()
        cls.cr.precommit.run()
        interviews = cls.env["club.session"].search(
            [("participant_id", "=", cls.theirs.id)]
        )
        interviews.with_user(cls.animateur).with_context(
            tracking_disable=False, mail_notrack=False
        ).name = "Moved"
        cls.env.flush_all()
        cls.cr.precommit.run()  # what is tracked is told then

    @classmethod
    def _write_about(cls, journey):
        """Leave a message, a mail, a task, a file and an event about a journey."""
        message = journey.message_post(body="About them", attachments=[("a", b"x")])
        cls.env["mail.mail"].create({"mail_message_id": message.id})
        journey.activity_schedule("mail.mail_activity_data_todo", note="Call")
        journey.person_id.cv_file = base64.b64encode(b"%PDF-1.4 cv")
        session = cls.env["club.session"].create(
            {
                "kind": "interview",
                "name": "Interview",
                "club_id": journey.club_id.id,
                "participant_id": journey.id,
                "start": "2026-01-07 08:00:00",
                "stop": "2026-01-07 09:00:00",
            }
        )
        session.event_id = session.event_id or cls.env["calendar.event"].create(
            {"name": "E", "start": session.start, "stop": session.stop}
        )

    def found(self, subject, **options):
        return self.env["club.privacy.map"]._records_of(subject, **options)

    def test_rows_by_a_way_of_many2ones(self):
        """Told again by the paths of ``club.leaving``, model by model and row by row."""
        found, tried = self.found(self.person), 0
        Map, leaving = self.env["club.privacy.map"], self.env["club.leaving"]
        for name in leaving._ways():
            if Map._whose(name) != "participant" or not name.startswith("club."):
                continue
            rows = self.env[name].with_context(active_test=False).sudo().search([])
            for row in rows:
                people = leaving._people({name: {row.id}})
                with self.subTest(row=row):
                    here = row in found.get(name, row.browse())
                    if self.person.id not in people:
                        self.assertFalse(here)
                    elif people == {self.person.id}:
                        self.assertTrue(here or self.listed(row))
                        tried += here
        self.assertGreater(tried, 10)

    def listed(self, row):
        """Tell whether a row bears a list, of which one person happens to be all."""
        return row._name == "club.session" and not row.participant_id

    def test_rows_about_a_record_of_theirs(self):
        """Messages, tasks, files: whatever has a model and an id, from the registry."""
        found = self.found(self.person)
        ids = {(name, id_) for name, rows in found.items() for id_ in rows.ids}
        seen = set()
        for name, pointers in self.env["club.leaving"]._pointers().items():
            Model = self.env[name].sudo().with_context(active_test=False)
            for kind, key in pointers if Model._auto else ():
                for row in Model.search([("id", "!=", False)]):
                    about = (row[kind], row[key])
                    if all(about):
                        here = row in found.get(name, row.browse())
                        with self.subTest(row=row):
                            self.assertTrue(here or about not in ids)
                            if about[0] in ("club.participant", "club.person"):
                                self.assertEqual(here, about in ids)
                                seen |= {name} if here else set()
        self.assertLessEqual({"mail.message", "mail.activity", "ir.attachment"}, seen)

    def test_what_hangs_to_a_message_and_the_event_of_an_interview(self):
        found = self.found(self.person)
        messages = found["mail.message"]
        self.assertTrue(found["mail.mail"].mail_message_id <= messages)
        self.assertTrue(messages.mail_ids <= found["mail.mail"])
        self.assertTrue(messages.tracking_value_ids <= found["mail.tracking.value"])
        self.assertTrue(messages.attachment_ids <= found["ir.attachment"])
        self.assertTrue(found["mail.tracking.value"])
        events = found["club.session"].event_id
        self.assertTrue(events and events <= found["calendar.event"])

    def test_archived_rows_are_found(self):
        candidacy = self.theirs.candidacy_ids[:1]
        candidacy.active = False
        self.assertIn(candidacy, self.found(self.person)["club.candidacy"])

    def test_a_link_about_several_is_nobodys_alone(self):
        own, other = self.theirs.candidacy_ids[:1], self.other.candidacy_ids[:1]
        Link = self.env["club.answer.link"].sudo()
        vals = {"kind": "candidacy", "partner_id": own.partner_id.id}
        vals |= {"club_id": self.club.id, "user_id": self.animateur.id}
        alone = Link.create({**vals, "candidacy_ids": own.ids})
        both = Link.create({**vals, "candidacy_ids": (own | other).ids})
        self.assertIn(alone, self.found(self.person)["club.answer.link"])
        self.assertNotIn(both, self.found(self.person)["club.answer.link"])
        shared = self.found(self.person, shared=True)
        self.assertIn(both, shared["club.answer.link"])

    def test_people_of_two_subjects_together(self):
        """What is found of several at once is what is found of each."""
        one, two = self.found(self.person), self.found(self.other.person_id)
        both = self.found(self.person | self.other.person_id)
        for name, rows in both.items():
            apart = one.get(name, rows.browse()) | two.get(name, rows.browse())
            self.assertLessEqual(set(apart.ids), set(rows.ids), name)
        for name in ("club.candidacy", "club.placement", "mail.message"):
            rows = both.get(name, self.env[name])
            apart = one.get(name, rows.browse()) | two.get(name, rows.browse())
            self.assertEqual(set(apart.ids), set(rows.ids), name)

    def test_a_contact_of_an_employer(self):
        contact = self.env["res.partner"].create(
            {"name": "Awa Diop", "parent_id": self.employer.id}
        )
        contact.message_post(body="Called")
        offer = self.env["club.offer"].create(
            {
                "name": "Offer",
                "club_id": self.club.id,
                "partner_id": self.employer.id,
                "contact_id": contact.id,
            }
        )
        found = self.found(contact)
        self.assertEqual(found["res.partner"], contact)
        self.assertIn(offer, found["club.offer"])
        self.assertTrue(contact.message_ids <= found["mail.message"])
        self.assertNotIn("club.candidacy", found)

    def test_a_prescriber_is_not_who_they_oriented(self):
        prescriber = self.env["res.partner"].create({"name": "Mission locale"})
        self.theirs.prescriber_id = prescriber
        self.assertNotIn("club.participant", self.found(prescriber))

    def test_a_user(self):
        hand_over = self.env["club.hand.over"].create(
            {
                "club_id": self.club.id,
                "from_user_id": self.animateur.id,
                "to_user_id": self.other_animateur.id,
                "user_id": self.env.uid,
            }
        )
        found = self.found(self.animateur)
        self.assertEqual(found["res.partner"], self.animateur.partner_id)
        self.assertIn(hand_over, found["club.hand.over"])
        self.assertNotIn("club.participant", found)

    def test_the_cost_does_not_follow_the_people(self):
        """Batch by nature: as many questions for ten people as for one."""
        people = self.env["club.person"].search([], limit=10)
        self.found(people)
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.found(people[:1])
        one = self.cr.sql_log_count - before
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.found(people)
        many = self.cr.sql_log_count - before
        self.assertLess(many, one * 2)
