"""Rights as a table: role × model × operation, then what each role sees."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..common import ROLES, ClubsCase
from .access_table import EVERYBODY, MATRIX

OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}

# Of the four records of `_make_sights`, those each role reads: own = of the role's
# club, far = of a club of another region, oriented = far, but oriented by the role.
SIGHT = {
    "referent": {"club.orientation": {"oriented"}},
    "animateur": {
        "club.participant": {"own"},
        "club.orientation": {"own"},
        "club.candidacy": {"own"},
        "club.session": {"own"},
        "club.attendance": {"own"},
        "club.objective": {"own"},
        "club.renewal": {"own"},
        "club.review": {"own"},
        "club.immersion": {"own"},
        "club.placement": {"own"},
        "crm.lead": {"own"},
        "club.offer": {"own", "far"},
        "club.contact": {"own", "far"},
        "club.charter.signature": {"own", "far"},
    },
    "manager": {
        "club.participant": {"own"},
        "club.orientation": {"own"},
        "club.candidacy": {"own"},
        "club.session": {"own"},
        "club.attendance": {"own"},
        "club.objective": {"own"},
        "club.renewal": {"own"},
        "club.review": {"own"},
        "club.immersion": {"own"},
        "club.placement": {"own"},
        "crm.lead": {"own"},
        "club.offer": {"own", "far"},
        "club.contact": {"own", "far"},
        "club.charter.signature": {"own", "far"},
    },
    "coordinator": {
        "club.participant": {"own", "far", "oriented"},
        "club.orientation": {"own", "far", "oriented"},
        "club.candidacy": {"own", "far"},
        "club.session": {"own", "far"},
        "club.attendance": {"own", "far"},
        "club.objective": {"own", "far"},
        "club.renewal": {"own", "far"},
        "club.review": {"own", "far"},
        "club.immersion": {"own", "far"},
        "club.placement": {"own", "far"},
        "crm.lead": {"own", "far"},
        "club.offer": {"own", "far"},
        "club.contact": {"own", "far"},
        "club.charter.signature": {"own", "far"},
    },
    "observer": {},
    "data_officer": {},
    "employee": {},
    "portal": {},
}
SEEN_MODELS = (
    "club.participant",
    "club.orientation",
    "club.session",
    "club.attendance",
    "club.objective",
    "club.renewal",
    "club.review",
    "club.immersion",
    "club.candidacy",
    "club.placement",
    "crm.lead",
    "club.offer",
    "club.contact",
    "club.charter.signature",
)
SENSITIVE = (
    "district_id",
    "district_status",
    "rqth",
    "prescriber_kind",
    "need_ids",
    "eligibility",
    "eligibility_report",
    "eligibility_at_entry",
    "derogation_reason",
    "latitude",
)


@tagged("post_install", "-at_install", "security")
class TestAccessMatrix(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sights = cls._make_sights()

    @classmethod
    def _make_sights(cls):
        other = new_test_user(
            cls.env, "t_referent_two", "clubs_ambition.group_clubs_referent"
        )
        own = cls.make_participant("Own Person", "active", referent_id=other.id)
        far = cls.make_participant(
            "Far Person", "active", club=cls.other_club, referent_id=other.id
        )
        oriented = cls.make_participant(
            "Oriented Person", club=cls.other_club, referent_id=cls.referent.id
        )
        candidacies = {
            "own": cls.make_candidacy(own),
            "far": cls.make_candidacy(far),
        }
        for candidacy in candidacies.values():
            candidacy.state = "hired"
        clubs = {"own": cls.club, "far": cls.other_club}
        live = {
            key: cls.make_participant(f"{key} Live", "active", club=club)
            for key, club in clubs.items()
        }
        sights = {
            "club.participant": {"own": own, "far": far, "oriented": oriented},
            "club.orientation": {
                "own": own.orientation_ids,
                "far": far.orientation_ids,
                "oriented": oriented.orientation_ids,
            },
            "club.candidacy": candidacies,
            "club.placement": {k: c.placement_ids for k, c in candidacies.items()},
        }
        for model, vals in (
            ("club.objective", {"name": "Objective"}),
            ("club.renewal", {"reason": "Why", "objectives": "What"}),
            ("club.review", {"progress": "Speaks up"}),
            (
                "club.immersion",
                {
                    "partner_id": cls.employer.id,
                    "date_start": "2026-02-02",
                    "date_end": "2026-02-06",
                },
            ),
        ):
            sights[model] = {
                key: cls.env[model].create({**vals, "participant_id": person.id})
                for key, person in live.items()
            }
        interview = {"kind": "interview", "name": "Interview"}
        hours = {"start": "2026-01-07 08:00:00", "stop": "2026-01-07 09:00:00"}
        sights["club.session"] = {
            key: cls.env["club.session"].create(
                {
                    **interview,
                    **hours,
                    "club_id": person.club_id.id,
                    "participant_id": person.id,
                }
            )
            for key, person in live.items()
        }
        sights["club.attendance"] = {
            key: session.attendance_ids
            for key, session in sights["club.session"].items()
        }
        for model, vals in (
            ("crm.lead", {"name": "Lead"}),
            ("club.offer", {"name": "Offer", "partner_id": cls.employer.id}),
            ("club.contact", {"partner_id": cls.employer.id}),
            (
                "club.charter.signature",
                {
                    "partner_id": cls.employer.id,
                    "charter_id": cls.env.ref("clubs_ambition.club_charter_local").id,
                },
            ),
        ):
            sights[model] = {
                key: cls.env[model].create({**vals, "club_id": club.id})
                for key, club in clubs.items()
            }
        return sights

    def _seen(self, role, model):
        return SIGHT[role].get(model, set())

    def test_the_access_table(self):
        """Each role, model and operation: allowed exactly where the table says."""
        for model, rights in MATRIX.items():
            for role in EVERYBODY:
                records = self.env[model].with_user(self.users[role])
                for letter, operation in OPERATIONS.items():
                    with self.subTest(role=role, model=model, operation=operation):
                        self.assertEqual(
                            records.has_access(operation), letter in rights[role]
                        )

    def test_every_model_of_ours_is_in_the_table_or_open(self):
        """A new model with people in it cannot be forgotten."""
        named = {
            model._name
            for model in self.env.registry.models.values()
            if "club_id" in model._fields
            and "participant_id" in model._fields
            and not model._abstract
            and not model._transient
            and model._auto
        }
        self.assertFalse(named - MATRIX.keys())

    def test_what_each_role_lists(self):
        """Search, counts, groups and names say the same thing."""
        for role in EVERYBODY:
            user = self.users[role]
            for model in SEEN_MODELS:
                records = self.sights[model]
                ids = [record.id for record in records.values()]
                expected = {records[key].id for key in self._seen(role, model)}
                Model = self.env[model].with_user(user)
                with self.subTest(role=role, model=model):
                    if not Model.has_access("read"):
                        self.assertFalse(expected)
                        with self.assertRaises(AccessError):
                            Model.search([])
                        continue
                    domain = [("id", "in", ids)]
                    self.assertEqual(set(Model.search(domain).ids), expected)
                    self.assertEqual(Model.search_count(domain), len(expected))
                    groups = Model._read_group(domain, ["club_id"], ["__count"])
                    self.assertEqual(sum(n for _club, n in groups), len(expected))
                    names = Model.name_search("", domain, limit=None)
                    self.assertEqual({id_ for id_, _name in names}, expected)

    def test_what_is_out_of_sight_is_not_read_by_its_id(self):
        for role in EVERYBODY:
            for model in SEEN_MODELS:
                for key, record in self.sights[model].items():
                    if key in self._seen(role, model):
                        continue
                    with (
                        self.subTest(role=role, model=model, record=key),
                        self.assertRaises(AccessError),
                    ):
                        record.with_user(self.users[role]).read(["display_name"])

    def test_the_persons_themselves(self):
        """A person is seen by who coaches a journey of theirs, nobody else."""
        persons = {
            key: journey.person_id
            for key, journey in self.sights["club.participant"].items()
        }
        for role in EVERYBODY:
            seen = (
                self._seen(role, "club.participant")
                if "w" in MATRIX["club.person"][role]
                else ()
            )
            expected = {persons[key].id for key in seen}
            ids = [person.id for person in persons.values()]
            Person = self.env["club.person"].with_user(self.users[role])
            with self.subTest(role=role):
                if not MATRIX["club.person"][role]:
                    self.assertRaises(AccessError, Person.search, [])
                    self.assertRaises(AccessError, Person.name_search, "Person")
                    continue
                self.assertEqual(set(Person.search([("id", "in", ids)]).ids), expected)
                found = Person.name_search("Person", [("id", "in", ids)])
                self.assertEqual({id_ for id_, _name in found}, expected)

    def test_nobody_changes_what_they_only_see(self):
        """The network is shared to be read; each club changes its own."""
        for model in ("club.offer", "club.contact"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.sights[model]["far"].with_user(self.animateur).write(
                    {"active": 1} if model == "club.offer" else {"note": "x"}
                )
        with self.assertRaises(AccessError):
            self.other_club.with_user(self.manager).room = "12"
        with self.assertRaises(AccessError):
            self.club.with_user(self.animateur).seats = 20

    def test_nobody_creates_in_another_club(self):
        Person = self.env["club.person"].with_user(self.animateur)
        person = Person.create({"last_name": "New Person"})
        with self.assertRaises(AccessError):
            self.env["club.participant"].with_user(self.animateur).create(
                {"person_id": person.id, "club_id": self.other_club.id}
            )
        with self.assertRaises(AccessError):
            self.env["crm.lead"].with_user(self.animateur).create(
                {"name": "x", "club_id": self.other_club.id}
            )

    def test_sensitive_facts_are_for_coaches(self):
        journey = self.sights["club.participant"]["oriented"].with_user(self.referent)
        for name in SENSITIVE:
            with self.subTest(field=name):
                self.assertFalse(
                    journey._has_field_access(journey._fields[name], "read")
                )
                with self.assertRaises(AccessError):
                    journey.read([name])
                with self.assertRaises(AccessError):
                    journey.search([(name, "!=", False)])
        own = self.sights["club.participant"]["own"].with_user(self.animateur)
        self.assertTrue(own.read(list(SENSITIVE)))

    def test_nothing_sensitive_on_the_contact(self):
        names = ("birth", "district", "rqth", "barrier", "education", "prescriber_kind")
        ours = [
            name
            for name, field in self.env["res.partner"]._fields.items()
            if field._module == "clubs_ambition"
        ]
        for name in ours:
            self.assertFalse([part for part in names if part in name], name)

    def test_exports_follow_the_sight(self):
        journeys = self.env["club.participant"].browse(
            [record.id for record in self.sights["club.participant"].values()]
        )
        with self.assertRaises(UserError):
            journeys.with_user(self.animateur).export_data(["name"])
        seen = self.sights["club.participant"]["own"].with_user(self.manager)
        self.assertEqual(seen.export_data(["name"])["datas"], [["Own Person"]])
        with self.assertRaises(AccessError):
            journeys.with_user(self.manager).export_data(["name"])

    def test_the_chatter_follows_the_sight(self):
        journey = self.sights["club.participant"]["far"]
        text = "Came with her brother"
        message = journey.message_post(body=text)
        for role in ("referent", "animateur", "manager", "observer", "data_officer"):
            Message = self.env["mail.message"].with_user(self.users[role])
            with self.subTest(role=role):
                self.assertFalse(Message.search([("id", "=", message.id)]))
                with self.assertRaises(AccessError):
                    message.with_user(self.users[role]).read(["body"])

    def test_our_roles_open_no_stock_sales(self):
        """No sales group comes along, and no sales menu is shown."""
        sales = self.env.ref("sales_team.group_sale_salesman")
        crm = self.env.ref("crm.crm_menu_root")
        for role in ROLES:
            user = self.users[role]
            with self.subTest(role=role):
                self.assertNotIn(sales, user.all_group_ids)
                menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertNotIn(crm.id, menus)

    def test_a_new_club_is_seen_at_once(self):
        """Rules are cached: attaching an animateur or a manager must be felt."""
        journey = self.sights["club.participant"]["far"]
        self.other_club.animateur_ids = [Command.link(self.animateur.id)]
        self.assertEqual(journey.with_user(self.animateur).name, "Far Person")
        self.other_club.animateur_ids = [Command.unlink(self.animateur.id)]
        with self.assertRaises(AccessError):
            journey.with_user(self.animateur).read(["name"])
        self.other_region.user_ids = [Command.link(self.manager.id)]
        self.assertEqual(journey.with_user(self.manager).name, "Far Person")
