from datetime import timedelta

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ...utils import clock
from ..common import ClubsCase

PEOPLE = ("referent", "animateur", "manager", "coordinator")
STAFF = (*PEOPLE, "observer")
ACTIONS = {
    "club_participant_action": PEOPLE[1:],
    "club_orientation_action": PEOPLE,
    "club_session_action_information": PEOPLE,
    "club_cohort_action": PEOPLE,
    "club_club_action": STAFF,
    "club_caseload_action": ("animateur", "manager", "coordinator"),
    "club_territory_action": ("coordinator",),
    "club_charter_action": ("coordinator",),
    "club_person_action": ("animateur", "manager", "coordinator"),
    "club_person_doubt_action": ("manager", "coordinator"),
}


@tagged("post_install", "-at_install", "hours")
class TestViewsPerson(ClubsCase):
    """The screens of people and clubs, opened as each role opens them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = clock.today(cls.club)
        cls.person = cls.make_participant(
            "Lina Moreau",
            "active",
            day=today - timedelta(days=80),
            referent_id=cls.referent.id,
            occupation_ids=cls.env["club.occupation"].search(
                [("kind", "=", "job")], limit=2
            ),
        )

    def _views(self, action, env):
        views = [(view_id, kind) for view_id, kind in action.views]
        return env[action.res_model].get_views([*views, (False, "search")])["views"]

    def test_every_view_opens_for_its_roles(self):
        for name, roles in ACTIONS.items():
            action = self.env.ref(f"clubs_ambition.{name}")
            for role in roles:
                env = self.env(user=self.users[role])
                for kind, view in self._views(action, env).items():
                    if kind == "search":
                        continue
                    with self.subTest(action=name, role=role, view=kind):
                        self._read_shown(env[action.res_model], view["arch"])

    def _read_shown(self, Model, arch):
        """Read what a client would: all fields of the view but those in a subview."""
        shown = {
            node.get("name")
            for node in etree.fromstring(arch).iter("field")
            if not any(parent.tag == "field" for parent in node.iterancestors())
        }
        for row in Model.search([], limit=5).web_read({name: {} for name in shown}):
            self.assertEqual(set(row), shown | {"id"})

    def test_search_filters(self):
        ran = 0
        for name, roles in ACTIONS.items():
            action = self.env.ref(f"clubs_ambition.{name}")
            for role in roles:
                env = self.env(user=self.users[role])
                arch = self._views(action, env)["search"]["arch"]
                for node in etree.fromstring(arch).iter("filter"):
                    if not node.get("domain"):
                        continue
                    with self.subTest(action=name, role=role, name=node.get("name")):
                        domain = safe_eval(node.get("domain"), {"uid": env.uid})
                        env[action.res_model].search_count(domain)
                    ran += 1
        self.assertGreater(ran, len(ACTIONS))

    def test_filters_find_who_they_say(self):
        participants = self.env["club.participant"].with_user(self.animateur)
        arch = participants.get_views([(False, "search")])["views"]["search"]["arch"]
        domains = {
            node.get("name"): safe_eval(node.get("domain"), {"uid": self.animateur.id})
            for node in etree.fromstring(arch).iter("filter")
            if node.get("domain")
        }
        for name in ("live", "seated", "quiet", "ending"):
            self.assertIn(self.person, participants.search(domains[name]), name)
        self.make_candidacy(self.person)
        self.assertNotIn(self.person, participants.search(domains["quiet"]))

    def test_cards_speak_in_words(self):
        person = self.person.with_user(self.animateur)
        self.assertRegex(person.end_label, r"\d+ days left")
        self.assertRegex(person.quiet_label, "80 days")
        self.assertTrue(person.job_label.endswith("(+1)"))
        oriented = self.make_participant("Karim Traore")
        self.assertFalse(oriented.end_label or oriented.quiet_label)
        self.assertFalse(oriented.job_label)

    def test_columns(self):
        Participant = self.env["club.participant"].with_context(read_group_expand=True)
        domain = [("id", "=", self.person.id)]
        groups = Participant.web_read_group(domain, ["state"])["groups"]
        states = [group["state"] for group in groups]
        self.assertEqual(
            states,
            ["oriented", "informed", "interviewed", "waitlisted", "admitted", "active"],
        )

    def test_columns_follow_the_search(self):
        Participant = self.env["club.participant"].with_context(read_group_expand=True)
        domain = [("state", "in", ("admitted", "active")), ("id", "=", self.person.id)]
        groups = Participant.web_read_group(domain, ["state"])["groups"]
        self.assertEqual([g["state"] for g in groups], ["admitted", "active"])

    def test_new_journey_is_for_my_only_club(self):
        Participant = self.env["club.participant"]
        for user, club in ((self.animateur, self.club), (self.coordinator, False)):
            default = Participant.with_user(user).default_get(["club_id"])
            self.assertEqual(default.get("club_id", False), club and club.id)

    def test_dragged_card(self):
        person = self.make_participant("Sonia Da Silva").with_user(self.animateur)
        person.write({"state": "informed"})
        with self.assertRaisesRegex(UserError, "Possible next steps"):
            person.write({"state": "active"})
        self.assertEqual(person.state, "informed")

    def test_referent_orients_in_a_few_fields(self):
        with Form(self.env["club.orientation"].with_user(self.referent)) as form:
            form.first_name = "Jordan"
            form.last_name = "DIAYE"
            form.phone = "06 11 22 33 44"
            form.club_id = self.club
            form.note = "Cherche un poste de cuisinier"
        self.assertEqual(form.record.referent_id, self.referent)
        journey = form.record.sudo().participant_id
        self.assertEqual(journey.orientation_note, "Cherche un poste de cuisinier")
        known = journey.person_id
        self.assertEqual((known.name, known.phone), ("Jordan Diaye", "06 11 22 33 44"))

    def test_animateur_records_the_person_in_a_dialog(self):
        dialog = "clubs_ambition.club_person_view_form_dialog"
        Person = self.env["club.person"].with_user(self.animateur)
        with Form(Person.with_context(default_name="DIAYE Jordan"), dialog) as form:
            self.assertEqual((form.first_name, form.last_name), ("Jordan", "DIAYE"))
            form.phone = "06 11 22 33 44"
            form.birth_date = "2001-02-03"
        with Form(self.env["club.participant"].with_user(self.animateur)) as journey:
            journey.person_id = form.record
            self.assertEqual(journey.name, "Jordan Diaye")
            self.assertEqual(journey.phone, "06 11 22 33 44")
            journey.email = "jordan@example.org"
        self.assertEqual(form.record.email, "jordan@example.org")
        self.assertEqual(str(journey.record.birth_date), "2001-02-03")
        self.assertFalse(
            self.env["res.partner"].search([("name", "=", "Jordan Diaye")])
        )

    def test_home(self):
        home = {
            role: self.env["club.club"].with_user(user)._action_home()
            for role, user in self.users.items()
            if role in (*STAFF, "data_officer")
        }
        self.assertEqual(home.pop("animateur")["tag"], "clubs_ambition.week_board")
        home = {role: action["res_model"] for role, action in home.items()}
        clubs = "club.club"
        self.assertEqual(home["referent"], "club.orientation")
        self.assertEqual(home["manager"], clubs)
        self.assertEqual(home["observer"], "club.statement")
        self.assertEqual(home["data_officer"], "club.privacy.request")

    def test_my_clubs(self):
        Club = self.env["club.club"]
        both = self.club | self.other_club
        expected = {
            "animateur": self.club,
            "manager": self.club,
            "referent": both,
            "coordinator": both,
        }
        for role, clubs in expected.items():
            found = Club.with_user(self.users[role]).search([("is_mine", "=", True)])
            self.assertEqual(found & both, clubs, role)
            others = Club.with_user(self.users[role]).search([("is_mine", "=", False)])
            self.assertEqual(others & both, both - clubs, role)

    def test_stock_sales_menus_stay_hidden(self):
        crm = self.env.ref("crm.crm_menu_root")
        for role in STAFF:
            visible = self.env["ir.ui.menu"].with_user(self.users[role])
            self.assertNotIn(crm.id, visible._visible_menu_ids(), role)

    # === HOW LITTLE IT ASKS === #

    def queries(self, user, ask):
        """Return how many queries a question takes, its rights known."""
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ask(self.person.with_user(user))
        return self.env.cr.sql_log_count - before

    def test_who_reads_a_person_is_told_by_one_query_of_all_their_journeys(self):
        """The journey, its person, and their journeys: no row the more for each."""

        def ask(journey):
            self.assertTrue(journey.reads_person)

        day = clock.today(self.club) - timedelta(days=900)
        for number in range(3):
            with self.subTest(number=number):
                self.assertEqual(self.queries(self.animateur, ask), 3)
                self.assertEqual(self.queries(self.coordinator, ask), 2)
            former = self.make_participant(
                person=self.make_person(f"Former {number}"), day=day
            )
            former.write({"state": "withdrawn"})
            former._unguarded("person_id").person_id = self.person.person_id

    def test_a_thread_reads_of_a_journey_what_the_rules_look_at(self):
        """Whether it exists, what the rules look at of it, and its person."""
        name = "club.participant"
        field = self.person._fields["orientation_note"]

        def ask(journey):
            thread = journey.env[name]._get_thread_with_access(journey.id)
            self.assertEqual(thread, journey)
            self.assertTrue(list(field._cache_missing_ids(thread)))

        self.assertEqual(self.queries(self.animateur, ask), 3)
        far = self.env[name].with_user(self.other_animateur)
        self.assertFalse(far._get_thread_with_access(self.person.id))
        self.assertFalse(far._get_thread_with_access(2**31 - 1))
        mixin = self.env.registry["club.thread.mixin"]
        for name, model in self.env.registry.items():
            if issubclass(model, mixin) and not model._abstract:
                self.assertFalse(self.env[name]._get_thread_with_access(0), name)
