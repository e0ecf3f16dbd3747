from collections import defaultdict
from itertools import combinations
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..common import ClubsCase

MODULE = "clubs_ambition"
OPERATIONS = ("read", "write", "create", "unlink")
SALES = "sales_team.group_sale_"
MORE = {"extra_seats": 1, "extra_seats_reason": "Why"}
PLACES = {
    # role: (group, where); of a role without a place, only the group comes along
    "referent": ("group_clubs_referent", None),
    "observer": ("group_clubs_observer", None),
    "observer elsewhere": ("group_clubs_observer", "territory"),
    "officer": ("group_clubs_data_officer", None),
    "animateur of no club": ("group_clubs_animateur", None),
    "animateur elsewhere": ("group_clubs_animateur", "club"),
    "manager elsewhere": ("group_clubs_manager", "other territory"),
    "coordinator": ("group_clubs_coordinator", None),
    "salesman": (f"{SALES}salesman", None),
    "sales manager": (f"{SALES}manager", None),
    "administrator": ("base.group_system", None),
}
OURS = [role for role, (group, _where) in PLACES.items() if "." not in group]
SAME = {"observer elsewhere", "manager elsewhere"}
"""Attached to a territory: who manages any manages all that they are attached to."""
PAIRS = [
    pair for pair in combinations(PLACES, 2) if pair[0] in OURS and {*pair} != SAME
]


@tagged("post_install", "-at_install", "security")
class TestTwoRoles(ClubsCase):
    """Two roles of one user are never more than the wider of them on a record.

    One user is given each role, then each pair of roles, and what may be done with the
    same records is compared: by the access table and the rules, then field by field
    where a field has groups of its own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "t_two", groups="base.group_user")
        cls.middle = cls.env["club.club"].create(
            {"name": "Club M", "territory_id": cls.other_agency.id, "min_seats": 0}
        )
        cls.records = cls._records()

    @classmethod
    def _records(cls):
        """Record something of each model in club A, B and M; return what there is."""
        for club in (cls.club, cls.other_club, cls.middle):
            cls._fill(club)
        cls.env["crm.lead"].create({"name": "A sale", "user_id": cls.user.id})
        cls.env.flush_all()
        return {
            name: cls.env[name].browse(
                cls.env[name]
                .with_context(active_test=False)
                .search([], order="id desc", limit=40)
                .ids
            )
            for name in cls._models()
        }

    @classmethod
    def _models(cls):
        """Return the names of the models that fields or rules of ours are about."""
        rules = cls.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.rule")]
        )
        ruled = cls.env["ir.rule"].browse(rules.mapped("res_id")).exists()
        names = set(ruled.model_id.mapped("model"))
        for name, model in cls.env.registry.items():
            grouped = any(
                field.groups and field._module == MODULE
                for field in model._fields.values()
            )
            if model._original_module == MODULE or grouped:
                names.add(name)
        return sorted(
            name
            for name in names
            if not cls.env[name]._abstract and not cls.env[name]._transient
        )

    @classmethod
    def _fill(cls, club):
        env, who = cls.env, {"club_id": club.id}
        cohort = cls.make_cohort(
            club=club, extra_seats=1, extra_seats_reason=f"Why {club.name}"
        )
        journey = cls.make_participant(
            f"{club.name} Person", "active", club=club, cohort=cohort
        )
        journey.write({"rqth": True, "referent_id": cls.user.id, "motivation": "Why"})
        journey.person_id.write({"phone": "0491000000", "email": "p@example.com"})
        oriented = cls.make_participant(f"{club.name} New", club=club)
        oriented.referent_id = cls.user
        candidacy = cls.make_candidacy(journey)
        of_journey = {"participant_id": journey.id}
        employer = {"partner_id": cls.employer.id}
        start = {"date_start": "2026-02-02", "date_end": "2026-02-06"}
        hours = {"start": "2026-01-07 08:00:00", "stop": "2026-01-07 09:00:00"}
        told = {"note": "She came with her brother", "employers_channel": "visit"}
        for kind in ("group", "information", "interview"):
            person = of_journey if kind == "interview" else {}
            env["club.session"].create(
                {"kind": kind, "name": kind, **who, **hours, **told, **person}
            ).employer_ids = cls.employer
        for name, vals in (
            ("club.objective", {"name": "Objective", **of_journey}),
            ("club.renewal", {"reason": "Why", "objectives": "What", **of_journey}),
            ("club.review", {"progress": "Speaks up", **of_journey}),
            ("club.immersion", {**of_journey, **employer, **start}),
            ("club.offer", {"name": "Offer", **who, **employer}),
            ("club.contact", {**who, **employer}),
            (
                "club.closure",
                {
                    "reason": "Closed",
                    "date_from": "2026-03-02",
                    "date_to": "2026-03-03",
                    **who,
                },
            ),
            ("club.campaign", {"name": "Campaign", **who}),
            (
                "club.participant.barrier",
                {
                    "barrier_id": env["club.barrier"].search([], limit=1).id,
                    **of_journey,
                },
            ),
            (
                "club.financial.help",
                {
                    "type_id": env["club.financial.help.type"].search([], limit=1).id,
                    "amount": 10,
                    **of_journey,
                },
            ),
            (
                "club.budget.line",
                {"funder_id": env["club.funder"].search([], limit=1).id, **who},
            ),
            (
                "club.charter.signature",
                {"charter_id": env.ref(f"{MODULE}.club_charter_local").id}
                | who
                | employer,
            ),
            (
                "club.committee.meeting",
                {"territory_id": club.territory_id.id, "date": "2027-06-01 08:00:00"},
            ),
        ):
            env[name].create(vals)
        lead = env["crm.lead"].create({"name": "Lead", **who, "user_id": cls.user.id})
        lead.participant_ids = journey
        candidacy.state = "hired"

    # === ONE USER, SEVERAL ROLES === #

    def give(self, *roles):
        """Make the user hold these roles, and no other."""
        groups = self.env.ref("base.group_user")
        self.user.write({"club_ids": [Command.clear()]})
        self.user.write({"club_territory_ids": [Command.clear()]})
        for role in roles:
            name = PLACES[role][0]
            groups |= self.env.ref(name if "." in name else f"{MODULE}.{name}")
        self.user.group_ids = [Command.set(groups.ids)]
        for role in roles:
            if (where := PLACES[role][1]) == "club":
                self.user.club_ids = [Command.link(self.other_club.id)]
            elif where:
                # observed here, managed there: both are attached in the same way
                place = self.agency if where == "territory" else self.other_agency
                self.user.club_territory_ids = [Command.link(place.id)]
        self.env.flush_all()
        self.env.registry.clear_cache()
        self.env.invalidate_all()

    def sight(self, *roles):
        """Return ``({(operation, model): ids}, {model: fields})`` of the roles."""
        self.give(*roles)
        reach, fields = {}, {}
        for name, records in self.records.items():
            mine = records.with_user(self.user)
            for operation in OPERATIONS:
                allowed = mine._filtered_access(operation)
                reach[operation, name] = set(allowed.ids)
            fields[name] = {
                key
                for key, field in mine._fields.items()
                if mine.browse()._has_field_access(field, "read")
            }
        return reach, fields

    def beyond(self, pair, alone):
        """Return ``{(model, field): (records read, written)}`` that no role opens alone."""
        reach, fields = self.sight(*pair)
        singles = [alone[role] for role in pair]
        found = {}
        for (operation, name), ids in reach.items():
            if name == "crm.team" and "coordinator" in pair:
                continue  # that of a club, which a coordinator writes, is the club's
            more = ids.difference(*(single[0][operation, name] for single in singles))
            self.assertFalse(more, f"{pair}: {operation} {name}")
        for name, keys in fields.items():
            for key in keys:
                field = self.env[name]._fields[key]
                if not field.groups or MODULE not in field._modules:
                    continue
                more = [
                    reach[operation, name].difference(
                        *(
                            single[0][operation, name]
                            for single in singles
                            if key in single[1][name]
                        )
                    )
                    for operation in ("read", "write")
                ]
                if any(more):
                    found[name, key] = more
        return found

    def test_no_pair_of_roles_is_more_than_its_parts(self):
        """Each pair reads nothing more; each field is tried once by all its doors."""
        alone = {role: self.sight(role) for role in PLACES}
        walked = set()
        for pair in PAIRS:
            with self.subTest(pair=pair):
                beyond = self.beyond(pair, alone)
                self.check_screens(beyond)
                for name, key in beyond.keys() - walked:
                    with self.subTest(field=f"{name}.{key}"):
                        read, written = beyond[name, key]
                        self.assertFalse(self.told(name, key, read))
                        self.check_not_written(name, key, written)
                walked |= beyond.keys()
        self.assertIn(("club.session", "note"), walked)
        self.assertIn(("crm.lead", "participant_ids"), walked)

    def test_the_walk_sees_what_the_guard_closes(self):
        """Without the audience of a field, every door of it is open."""
        pair = ("referent", "animateur elsewhere")
        alone = {role: self.sight(role) for role in pair}
        read, _written = self.beyond(pair, alone)["club.session", "note"]
        self.assertTrue(read)
        base = type(self.env["base"])
        with patch.object(base, "_club_limits", lambda *_args: {}):
            doors = self.told("club.session", "note", read)
        self.assertEqual(
            doors, ["read", "web_read", "value", "export", "filter", "group", "order"]
        )

    def test_all_fields_at_once_are_read(self):
        """Naming no field is asking for all: empty where one is not for its reader."""
        self.give("referent", "animateur elsewhere")
        sessions = self.env["club.session"].with_user(self.user).search([])
        near = set(sessions.filtered(lambda one: one.club_id == self.other_club).ids)
        self.assertTrue(near and set(sessions.ids) - near)
        for names in ([], None):
            with self.subTest(names=names):
                rows = sessions.read(names)
                self.assertEqual([row["id"] for row in rows], sessions.ids)
                self.assertEqual({row["id"] for row in rows if row["note"]}, near)

    # === DECISIONS === #

    def test_a_decision_asks_for_a_manager_of_this_club(self):
        """Who manages elsewhere decides nothing in the club that they only run."""
        self.give("manager elsewhere")
        self.club.animateur_ids = [Command.link(self.user.id)]
        person = self.make_participant("Decided Person", "active")
        renewal = self.env["club.renewal"].create(
            {"participant_id": person.id, "reason": "Why", "objectives": "What"}
        )
        session = self.env["club.session"].search([("club_id", "=", self.club.id)])[:1]
        session.state = "held"
        decisions = {
            "renewal": lambda user: renewal.with_user(user).action_refuse(),
            "entry": lambda user: person.with_user(user).action_correct_entry(
                {"district_status": "out"}, "A mistake"
            ),
            "dates": lambda user: person.with_user(user).write(
                {"started_on": person.started_on}
            ),
            "held": lambda user: session.with_user(user).write({"name": "Other"}),
            "cohort": lambda user: (
                self.env["club.cohort"]
                .with_user(user)
                .create({"name": "More", "club_id": self.club.id, **MORE})
            ),
        }
        renewal.proposed_action = "A course"
        for name, decide in decisions.items():
            with self.subTest(decision=name):
                with self.assertRaises(UserError):
                    decide(self.user)
                decide(self.manager)

    def test_what_a_manager_writes_asks_for_the_club(self):
        """Each field of a manager, on each model that has some, from the registry."""
        self.give("manager elsewhere")
        self.club.animateur_ids = [Command.link(self.user.id)]
        walked = 0
        for name, records in self.records.items():
            fields = getattr(self.env.registry[name], "_manager_fields", ())
            own = fields and records.filtered(lambda one: one.club_id == self.club)
            for key in fields:
                record = own[:1].with_user(self.user)
                self.assertTrue(record, name)
                with self.subTest(field=f"{name}.{key}"), self.assertRaises(UserError):
                    record.write({key: record.sudo()[key]})
                walked += 1
        self.assertGreater(walked, 4)

    def test_who_observes_reads_the_figures_of_their_own_club_only(self):
        """An animateur who observes too reads no more than an animateur."""
        Kpi = self.env["club.kpi"].with_user(self.user)
        self.give("observer elsewhere")
        self.assertRaises(AccessError, Kpi._readable_clubs)
        for roles in (("animateur elsewhere",), ("observer", "animateur elsewhere")):
            self.give(*roles)
            with self.subTest(roles=roles):
                self.assertEqual(Kpi._readable_clubs(), self.other_club)
                self.assertFalse(Kpi._leaves_agency(self.other_club))
                self.assertTrue(Kpi._leaves_agency(self.club | self.other_club))
                with self.assertRaises(AccessError):
                    self.env["club.bilan"].with_user(self.user).create({})

    # === DOORS === #

    def told(self, name, key, ids):
        """Return the doors by which a field tells something of these records."""
        self.env.invalidate_all()
        records = self.env[name].with_user(self.user).browse(sorted(ids))
        domain = [("id", "in", records.ids)]
        field = records._fields[key]
        doors = {
            "read": lambda: [row[key] for row in records.read([key])],
            "web_read": lambda: [row[key] for row in records.web_read({key: {}})],
            "value": lambda: [record[key] for record in records],
            "export": lambda: records._export_rows([[key]]),
        }
        if field.store or field.search:
            doors["filter"] = lambda: [*records.search([*domain, (key, "!=", False)])]
        if field.store and field.column_type and field.type not in ("json", "binary"):
            day = ":month" if field.type in ("date", "datetime") else ""
            doors["group"] = lambda: records._read_group(domain, [key + day])
            doors["order"] = lambda: [*records.search(domain, order=key)]
        elif field.type == "many2many" and field.store:
            doors["group"] = lambda: records._read_group(domain, [key])
        return [door for door, ask in doors.items() if self.answers(ask)]

    def answers(self, ask):
        try:
            return any(ask())
        except AccessError:
            return False

    def check_screens(self, beyond):
        """Read all these fields at once, as a form does: it opens, and shows none."""
        by_model = defaultdict(dict)
        for (name, key), (read, _written) in beyond.items():
            by_model[name][key] = read
        for name, fields in by_model.items():
            ids = sorted(set().union(*fields.values()))
            records = self.env[name].with_user(self.user).browse(ids)
            spec = self.page(records, fields)
            shown = records.web_read(spec)
            for one in records._filtered_access("write")[:2]:
                shown.append({"id": one.id, **one.onchange({}, [], spec)["value"]})
            for row in shown:
                keys = [key for key in fields if row["id"] in fields[key]]
                self.assertFalse([key for key in keys if row.get(key)], row["id"])

    def page(self, records, names):
        """Return what a form asks for: what records behind a field are called, too."""
        called, kinds = {"fields": {"display_name": {}}}, records._fields
        return {name: called if kinds[name].relational else {} for name in names}

    def check_not_written(self, name, key, ids):
        for record in self.env[name].with_user(self.user).browse(sorted(ids)[:2]):
            self.assertFalse(
                record._has_field_access(record._fields[key], "write"), record
            )
            # some are refused to everybody, before the field's audience is asked
            with self.assertRaises(UserError):
                record.write({key: False})
