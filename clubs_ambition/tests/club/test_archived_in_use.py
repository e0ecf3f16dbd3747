from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_departure import TODO, DepartureCase


@tagged("post_install", "-at_install")
class TestArchivedInUse(DepartureCase):
    """A club is archived once nothing is left to run in it."""

    def end(self):
        self.club.with_user(self.manager).action_archive()

    def test_what_is_open_is_counted_and_nothing_is_archived(self):
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            self.end()
        told = str(caught.exception)
        found = self.env["club.ending"]._still_open(self.club)
        for name in ("club.participant", "club.session", "crm.lead", "club.campaign"):
            self.assertTrue(found[name], name)
            label = self.env["club.departure"]._label(name)
            self.assertIn(f"{label} ({len(found[name])})", told)
        self.assertIn("club.cohort", found)
        self.assertTrue(self.club.active)

    def test_each_kind_alone_refuses(self):
        """Whatever the registry says goes on."""
        found = self.env["club.ending"]._still_open(self.club)
        kinds = [name for name, records in found.items() if records]
        self.assertGreaterEqual(len(kinds), 5)
        ending = type(self.env["club.ending"])
        for name in kinds:
            self.patch(
                ending,
                "_still_open",
                lambda _self, _club, name=name: {name: found[name]},
            )
            with self.subTest(name), self.assertRaisesRegex(UserError, "still has"):
                self.end()

    def test_an_employer_that_waits_for_an_answer_is_not_archived(self):
        employer = self.first.partner_id.with_user(self.animateur)
        about = {"partner_id": employer.id, "club_id": self.club.id}
        self.env["club.offer"].create({"name": "Baker", **about})
        self.env["crm.lead"].create({"name": "Bakers", **about})
        ending, departure = self.env["club.ending"], self.env["club.departure"]
        found = ending._still_open(employer)
        for name in ("club.candidacy", "club.offer", "crm.lead"):
            told = f"{departure._label(name)} ({len(found[name])})"
            with (
                self.subTest(name),
                self.assertRaises(UserError) as caught,
                self.cr.savepoint(),
            ):
                employer.action_archive()
            self.assertIn(told, str(caught.exception))
        found["club.candidacy"].write({"state": "withdrawn"})
        found["club.offer"].action_close()
        found["crm.lead"].action_archive()
        employer.action_archive()
        self.assertFalse(employer.active)
        employer.action_unarchive()
        self.assertTrue(employer.active)

    def test_what_goes_on_itself_is_ended_before_it_is_archived(self):
        """From the registry: it would stop without a word to who waits for it."""
        ending, open_ones = self.env["club.ending"], {}
        for name, model in self.env.items():
            if still_open := ending._own_end(model):
                mine = [*still_open, ("club_id", "=", self.club.id)]
                open_ones[name] = model.search(mine, limit=1)
        self.assertEqual(
            set(open_ones), {"club.campaign", "club.candidacy", "club.offer"}
        )
        ends = {
            "club.campaign": lambda one: one.write({"state": "closed"}),
            "club.candidacy": lambda one: one.write({"state": "withdrawn"}),
            "club.offer": lambda one: one.action_close(),
        }
        for name, record in open_ones.items():
            for user in (self.animateur, self.manager):
                with (
                    self.subTest(name),
                    self.assertRaisesRegex(UserError, "still goes on"),
                    self.cr.savepoint(),
                ):
                    record.with_user(user).action_archive()
            ends[name](record.with_user(self.animateur))
            record.with_user(self.animateur).action_archive()
            self.assertFalse(record.active, name)

    def test_a_person_with_a_journey_is_not_archived(self):
        person = self.yanis.person_id.with_user(self.animateur)
        with self.assertRaisesRegex(UserError, "End the journey"), self.cr.savepoint():
            person.action_archive()
        self.assertTrue(person.active)
        alone = self.make_person("Nora Petit").with_user(self.coordinator)
        alone.action_archive()
        self.assertFalse(alone.active)

    def test_a_contact_of_the_stock_is_archived_as_ever(self):
        contact = self.env["res.partner"].create({"name": "Of the sales"})
        self.env["crm.lead"].create({"name": "Lead", "partner_id": contact.id})
        contact.with_user(self.animateur).action_archive()
        self.assertFalse(contact.active)

    def test_what_has_a_club_is_not_archived(self):
        admin = self.env.ref("base.user_admin")
        for one in (self.agency, self.agency.parent_id, self.club.team_id):
            with (
                self.subTest(one._name),
                self.assertRaisesRegex(UserError, r"Club \("),
                self.cr.savepoint(),
            ):
                one.with_user(admin).action_archive()

    def test_nothing_begins_in_a_club_that_is_archived(self):
        self.club.active = False
        person = self.env["club.person"].with_user(self.animateur)
        person = person.create({"first_name": "Nora", "last_name": "Petit"})
        about = {"club_id": self.club.id}
        days = {"start": "2027-01-28 08:30:00", "stop": "2027-01-28 10:30:00"}
        for user, model, vals in (
            (self.animateur, "club.participant", {"person_id": person.id}),
            (
                self.animateur,
                "club.session",
                {"name": "x", "kind": "information", **days},
            ),
            (self.animateur, "crm.lead", {"name": "Bakers"}),
            (self.animateur, "club.cohort", {"name": "Late"}),
            (self.referent, "club.orientation", {"last_name": "Petit"}),
        ):
            with self.subTest(model), self.assertRaisesRegex(UserError, "is archived"):
                self.env[model].with_user(user).create({**about, **vals})
        self.lead.with_user(self.animateur).name = "Still written"

    def test_nor_by_a_copy(self):
        """Of what began there before."""
        self.club.active = False
        offer = self.env["club.offer"].create(
            {"name": "Baker", "partner_id": self.employer.id}
        )
        offer.club_id = self.club
        for record in (self.campaign, self.lead, offer, self.yanis.cohort_id):
            mine = record.with_user(self.animateur)
            refused = self.assertRaisesRegex(UserError, "is archived")
            with self.subTest(record._name), refused, self.cr.savepoint():
                mine.copy()

    def test_a_prospect_given_to_another_club_is_that_club_s(self):
        self.club.animateur_ids = [Command.link(self.leaver.id)]
        call = self.lead.activity_schedule(TODO, user_id=self.animateur.id)
        self.lead.write(
            {
                "user_id": self.animateur.id,
                "club_campaign_id": self.campaign.id,
                "participant_ids": [Command.set(self.yanis.ids)],
            }
        )
        self.lead.with_user(self.coordinator).club_id = self.other_club
        there = self.lead.user_id
        self.assertTrue(there._club_is_there(self.other_club))
        self.assertEqual(call.user_id, there)
        self.assertFalse(self.lead.club_campaign_id)
        self.assertFalse(self.lead.participant_ids)

    def test_a_club_that_has_nothing_is_archived_and_comes_back(self):
        club = self.env["club.club"].create(
            {"name": "Club C", "territory_id": self.agency.id}
        )
        club.with_user(self.manager).action_archive()
        self.assertFalse(club.active)
        club.with_user(self.manager).action_unarchive()
        self.assertTrue(club.active)

    def test_a_manager_reads_on_of_a_club_that_is_archived(self):
        """Its people, and its figures: a year stays what it was, as the country reads it."""
        self.club.active = False
        self.env.invalidate_all()
        self.assertTrue(self.yanis.with_user(self.manager).has_access("read"))
        figures = self.env["club.kpi"].with_user(self.manager)
        self.assertIn(self.club, figures._readable_clubs())
