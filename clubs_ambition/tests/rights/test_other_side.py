"""What one side of a link refuses, the other side and a context refuse too."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..common import ClubsCase

HOURS = {"start": "2026-01-14 08:00:00", "stop": "2026-01-14 11:00:00"}


@tagged("post_install", "-at_install", "security")
@freeze_time("2026-01-14 12:00:00")
class TestSessionList(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active")
        cls.lina = cls.make_participant("Lina Martin")
        cls.far = cls.make_participant("Far Person", "active", club=cls.other_club)
        vals = {"name": "CV", "kind": "thematic", "cohort_id": cls.cohort.id, **HOURS}
        cls.held, cls.planned = (
            cls.env["club.session"]
            .with_user(cls.animateur)
            .create([{**vals, "club_id": cls.club.id}] * 2)
        )
        cls.held.action_all_present()
        cls.held.action_close()
        cls.line = cls.held.attendance_ids

    def add(self, user, session, person, **vals):
        return (
            self.env["club.attendance"]
            .with_user(user)
            .create({"session_id": session.id, "participant_id": person.id, **vals})
        )

    def test_a_list_holds_people_of_the_club_alone(self):
        for user in (self.animateur, self.manager, self.coordinator, self.env.user):
            with self.subTest(user=user.login), self.assertRaises(UserError) as no:
                self.add(user, self.planned, self.far)
            self.assertNotIn("Far", str(no.exception))
        with self.assertRaises(UserError):
            self.env["club.attendance"].with_user(self.animateur).with_context(
                default_participant_id=self.far.id
            ).create({"session_id": self.planned.id})
        with self.assertRefused(UserError, "where you find what is open to you"):
            self.planned.write(
                {"attendance_ids": [Command.create({"participant_id": self.far.id})]}
            )
        self.assertTrue(self.add(self.animateur, self.planned, self.lina))

    def test_the_list_of_what_was_held_is_closed(self):
        roads = {
            "add": lambda user: self.add(user, self.held, self.lina),
            "present": lambda user: self.add(
                user, self.held, self.lina, state="present"
            ),
            "by the session": lambda user: self.held.with_user(user).write(
                {"attendance_ids": [Command.create({"participant_id": self.lina.id})]}
            ),
            "state": lambda user: self.line.with_user(user).write({"state": "absent"}),
            "reason": lambda user: self.line.with_user(user).write({"reason": "job"}),
        }
        for user in (self.animateur, self.manager, self.coordinator):
            for name, road in roads.items():
                with (
                    self.subTest(user=user.login, road=name),
                    self.assertRaisesRegex(UserError, "reopen it"),
                    self.cr.savepoint(),
                ):
                    road(user)
        with self.assertRaisesRegex(UserError, "reopen it"):
            self.line.with_user(self.coordinator).unlink()
        self.assertEqual(self.held.attendance_ids, self.line)
        self.held.with_user(self.animateur).action_reopen()
        self.assertTrue(self.add(self.animateur, self.held, self.lina))

    def test_who_is_present_at_once_is_recorded_by_somebody(self):
        line = self.add(self.animateur, self.planned, self.lina, state="present")
        self.assertEqual(line.recorded_by, self.animateur)
        self.planned.with_user(self.animateur).write(
            {"start": "2026-01-20 08:00:00", "stop": "2026-01-20 11:00:00"}
        )
        other = self.make_participant("Other")
        with self.assertRaisesRegex(UserError, "still to come"):
            self.add(self.animateur, self.planned, other, state="present")

    def test_no_context_invites_to_a_session(self):
        me = self.referent.partner_id
        for session in (self.held, self.planned):
            context = {"default_event_id": session.event_id.id}
            Attendee = self.env["calendar.attendee"].with_user(self.referent)
            with (
                self.subTest(state=session.state),
                self.assertRaisesRegex(UserError, "is a session of a club"),
            ):
                Attendee.with_context(**context).create({"partner_id": me.id})

    def test_nobody_joins_by_the_address_of_its_call(self):
        """Odoo has who says it join, under sudo; who reads sessions reads it."""
        me, event = self.referent.partner_id, self.planned.event_id
        asked = event.with_user(self.referent).sudo()
        with self.assertRaisesRegex(UserError, "is a session of a club"):
            asked.action_join_meeting(me.id)
        event.with_user(self.animateur).sudo().action_join_meeting(me.id)
        self.assertIn(me, event.partner_ids)

    def _lists_of_people(self):
        """Yield the stored many2many of contacts that is an event's list of people."""
        people = self.env["calendar.event"]._fields["partner_ids"]
        for model in self.env.registry.values():
            for field in model._fields.values():
                if (
                    field.type == "many2many"
                    and field.store
                    and not model._abstract
                    and field.relation == people.relation
                    and field != people
                ):
                    yield field

    def test_no_contact_joins_a_session_by_its_meetings(self):
        names = {(one.model_name, one.name) for one in self._lists_of_people()}
        self.assertEqual(names, {("res.partner", "meeting_ids")})
        user = new_test_user(
            self.env,
            "t_contacts",
            groups="base.group_partner_manager,clubs_ambition.group_clubs_referent",
        )
        event = self.planned.event_id
        Partner = self.env["res.partner"].with_user(user)
        link = {"meeting_ids": [Command.link(event.id)]}
        invited = self.env["res.partner"].create({"name": "Invited"})
        event.partner_ids += invited
        for road in (
            lambda: user.partner_id.with_user(user).write(dict(link)),
            lambda: Partner.create({"name": "x", **link}),
            lambda: Partner.with_context(
                default_meeting_ids=link["meeting_ids"]
            ).create({"name": "x"}),
            lambda: invited.with_user(user).write(
                {"meeting_ids": [Command.unlink(event.id)]}
            ),
        ):
            with (
                self.assertRaisesRegex(UserError, "is a session of a club"),
                self.cr.savepoint(),
            ):
                road()
        coffee = self.env["calendar.event"].create({"name": "Coffee", **HOURS})
        user.partner_id.with_user(user).meeting_ids = coffee
        self.assertIn(user.partner_id, coffee.partner_ids)


@tagged("post_install", "-at_install", "security")
class TestDerived(ClubsCase):
    """A copy that rules and figures look at says what it follows, and no other."""

    def test_no_caller_says_what_the_contacts_say_of_a_prospect(self):
        Lead = self.env["crm.lead"].with_user(self.animateur)
        lead = Lead.create({"name": "L", "club_id": self.club.id})
        for vals in (
            {"last_outcome": "offer"},
            {"last_contact_on": "2026-02-02"},
            {"basket": "answered"},
            {"basket_on": "2026-02-02"},
        ):
            with self.subTest(vals=vals):
                with self.assertRaisesRegex(UserError, "not entered"):
                    lead.write(vals)
                with self.assertRaisesRegex(UserError, "not entered"):
                    Lead.create({"name": "M", "club_id": self.club.id, **vals})
                context = {f"default_{name}": vals[name] for name in vals}
                other = Lead.with_context(**context).create({"name": "N"})
                self.assertFalse(any(other[name] for name in vals))

    def test_a_person_is_not_taken_out_of_sight(self):
        journey = self.make_participant(state="active")
        candidacy = self.make_candidacy(journey).with_user(self.animateur)
        other = self.make_person("Other")
        for name, value in (
            ("person_id", other.id),
            ("club_id", self.other_club.id),
        ):
            with (
                self.subTest(field=name),
                self.assertRefused(UserError, "follows from what is recorded"),
            ):
                candidacy.write({name: value})
        made = candidacy.create(
            {
                "participant_id": journey.id,
                "partner_id": self.other_employer.id,
                "person_id": other.id,
                "club_id": self.other_club.id,
            }
        )
        self.assertEqual(made.person_id, journey.person_id)
        self.assertEqual(made.club_id, self.club)
        for name in ("name", "job_label", "last_candidacy_on"):
            value = "2026-02-02" if name.endswith("_on") else "x"
            with (
                self.subTest(field=name),
                self.assertRefused(UserError, "follows from what is recorded"),
            ):
                journey.with_user(self.animateur).write({name: value})


@tagged("post_install", "-at_install", "security")
class TestWhoseClub(ClubsCase):
    """Neither a lead, nor a team, nor a club changes hands by the back door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller, cls.sales_manager = (
            new_test_user(
                cls.env, f"t_stock_{name}", groups=f"sales_team.group_sale_{name}"
            )
            for name in ("salesman", "manager")
        )

    def test_no_lead_becomes_a_clubs_by_its_salesperson(self):
        Lead = self.env["crm.lead"].with_user(self.seller)
        lead = Lead.create({"name": "Mine", "type": "opportunity"})
        self.assertFalse(lead.sudo().club_id)
        lead.write({"user_id": self.animateur.id})
        planted = Lead.with_user(self.sales_manager).create(
            {"name": "Planted", "user_id": self.animateur.id}
        )
        for one in (lead, planted):
            self.assertFalse(one.sudo().club_id)
            self.assertFalse(one.sudo().team_id.club_ids)
        mine = self.env["crm.lead"].with_user(self.manager)
        given = mine.with_context(clubs_prospection=True).create(
            {"name": "Given", "club_id": self.club.id, "user_id": self.animateur.id}
        )
        self.assertEqual(given.club_id, self.club)

    def test_a_write_that_moved_the_club_is_looked_at_again(self):
        """Whatever was in the values, and whoever is in the club's team."""
        self.club.team_id.member_ids += self.seller
        team = self.env["crm.team"].create({"name": "Sales"})
        lead = self.env["crm.lead"].create(
            {"name": "L", "user_id": self.seller.id, "team_id": team.id}
        )
        prospecting = type(self.env["club.prospecting"])
        with (  # where the stock enriches prospects, that write asks as well
            patch.object(prospecting, "_keep_from_enrichment"),
            self.assertRaises(AccessError),
        ):
            lead.with_user(self.seller).write({"user_id": self.animateur.id})

    def test_a_clubs_team_is_entered_and_left_by_its_club_alone(self):
        member = self.club.team_id.crm_team_member_ids
        team = self.env["crm.team"].create({"name": "Sales"})
        Member = self.env["crm.team.member"].with_user(self.sales_manager)
        vals = {"user_id": self.seller.id}
        own = Member.create({**vals, "crm_team_id": team.id})
        context = {"default_crm_team_id": self.club.team_id.id}
        for road in (
            lambda: Member.create({**vals, "crm_team_id": self.club.team_id.id}),
            lambda: Member.with_context(**context).create(dict(vals)),
            lambda: own.write({"crm_team_id": self.club.team_id.id}),
            lambda: member.with_user(self.sales_manager).write(
                {"crm_team_id": team.id}
            ),
            lambda: member.with_user(self.sales_manager).write({"active": False}),
            lambda: member.with_user(self.sales_manager).unlink(),
        ):
            with (
                self.assertRefused(AccessError, "is the team of a club"),
                self.cr.savepoint(),
            ):
                road()
        self.env.invalidate_all()
        self.assertEqual(self.club.team_id.member_ids, self.animateur)
        self.club.with_user(self.manager).animateur_ids += self.other_animateur
        self.assertIn(self.other_animateur, self.club.team_id.member_ids)
        own.unlink()

    def test_a_manager_hands_no_club_to_another_territory(self):
        near = self.env["club.territory"].create(
            {"name": "Next door", "level": "agency", "parent_id": self.region.id}
        )
        club = self.club.with_user(self.manager)
        for territory in (self.other_agency, self.other_region, self.country):
            with (
                self.subTest(territory=territory.name),
                self.assertRaisesRegex(AccessError, "Only the coordination"),
            ):
                club.territory_id = territory.id
        club.territory_id = near.id
        self.assertEqual(self.club.territory_id, near)
        self.club.with_user(self.coordinator).territory_id = self.other_agency
        self.assertEqual(self.club.territory_id, self.other_agency)
