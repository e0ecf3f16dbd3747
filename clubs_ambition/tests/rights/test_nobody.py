"""Every question of ours asked about nobody: no club, no cohort, no day, no row."""

import inspect
from contextlib import suppress
from datetime import date, timedelta
from itertools import product

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ...kpi.answer.kpi_question import Question
from ...kpi.answer.kpi_records import BASES, SPLITS, answer_records
from ...kpi.const import DASH
from ...kpi.indicators.kpi_indicator import COUNT
from odoo.addons.base.tests.common import BaseCommon

GROUPS = {
    "animateur": "clubs_ambition.group_clubs_animateur",
    "manager": "clubs_ambition.group_clubs_manager",
    "manager of nothing": "clubs_ambition.group_clubs_manager",
    "coordinator": "clubs_ambition.group_clubs_coordinator",
    "observer": "clubs_ambition.group_clubs_observer",
    "observer of the whole": "clubs_ambition.group_clubs_observer",
    "data_officer": "clubs_ambition.group_clubs_data_officer",
    "referent": "clubs_ambition.group_clubs_referent",
    "admin": "base.group_system",
}
READERS = ("manager", "manager of nothing", "coordinator")
PERIODS = {
    "a year": (date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31)),
    "one day": (date(2026, 5, 4), date(2026, 5, 4), date(2026, 5, 4)),
    "cut off before": (date(2026, 5, 4), date(2026, 6, 4), date(2026, 1, 1)),
    "to come": (date(2035, 1, 1), date(2035, 3, 31), date(2035, 3, 31)),
    "long ago": (date(1999, 12, 31), date(2000, 1, 1), date(2000, 1, 1)),
}
PERIOD = ("clubs", "date_from", "date_to", "cutoff")
SERVICES = ("club.kpi", "club.kpi.text", "club.kpi.workbook", "club.kpi.paper")


class NobodyCase(BaseCommon):
    """A base without any club, a territory without any, one user of each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        clubs = cls.env["club.club"].with_context(active_test=False).search([])
        assert not clubs, "These tests want a base without demo data."
        cls.empty = cls.env["club.territory"].create(
            {"name": "Empty region", "level": "region"}
        )
        cls.users = {
            role: new_test_user(cls.env, login=f"n_{number}", groups=group)
            for number, (role, group) in enumerate(GROUPS.items())
        }
        for user in cls.users.values():
            user.lang = "en_US"
        cls.empty.user_ids = [
            Command.link(cls.users[role].id) for role in ("manager", "observer")
        ]

    # === ASKING === #

    def ask_models(self):
        """List, count, group and compute every model of ours, as each role may."""
        asked = set()
        for role, user in self.users.items():
            for name, model in sorted(self.env.registry.items()):
                Model = self.env[name].with_user(user)
                ours = self._our_fields(Model)
                if not ours or model._abstract or not Model.has_access("read"):
                    continue
                asked.add(name)
                with self.subTest(role=role, model=name), self.env.cr.savepoint():
                    Model.search([], limit=3).read(ours)
                    Model.search_count([])
                    self._ask_computes(Model, ours)
                    self._ask_searches(Model, ours)
                    if not model._auto:
                        self._ask_groups(Model, ours)
        self.assertLess({"club.club", "club.participant", "club.placement"}, asked)

    def _our_fields(self, Model):
        """Return the names of the fields of ours that a user may read."""
        return [
            name
            for name, field in Model._fields.items()
            if field._module == "clubs_ambition"
            and Model._has_field_access(field, "read")
            and (
                not field.relational
                or self.env[field.comodel_name].with_env(Model.env).has_access("read")
            )
        ]

    def _ask_computes(self, Model, names):
        """Compute the fields of nobody; a refusal in words is an answer."""
        for compute in {Model._fields[name].compute for name in names}:
            if compute and not callable(compute):
                with suppress(AccessError):
                    getattr(Model, compute)()

    def _ask_searches(self, Model, names):
        for name in names:
            field = Model._fields[name]
            if field.store or field.related or not field.search:
                continue
            values = {
                "boolean": ([], [True], [False]),
                "date": ([], [False], ["2001-02-03"]),
            }.get(field.type, ([], [0], [1]))
            for value in values:
                for operator in ("in", "not in"):
                    Model.search([(name, operator, value)], limit=1)

    def _ask_groups(self, Model, names):
        sums = [
            f"{name}:{Model._fields[name].aggregator}"
            for name in names
            if Model._fields[name].aggregator and name != "id"
        ]
        for name in names:
            kind = Model._fields[name].type
            if kind in ("many2one", "selection", "date"):
                by = f"{name}:month" if kind == "date" else name
                Model.formatted_read_group([], [by], ["__count", *sums])
        Model.formatted_read_group([], [], ["__count", *sums])

    def ask_figures(self, clubs):
        """Call each method of the figures that takes a period, whatever it is."""
        env = self.env(user=self.users["coordinator"])
        services = [env[name] for name in SERVICES]
        Kpi = env["club.kpi"]
        asked = set()
        for label, dates in PERIODS.items():
            question = Question(clubs.with_env(Kpi.env), *dates, label == "a year")
            answer = Kpi._answer(question, detailed=True)
            self._check_dashes(env["club.kpi.text"], answer)
            known = {
                **dict(zip(PERIOD, question.asked, strict=True)),
                "question": question,
                "answer": answer,
                "figure": answer.figures[0],
                "figures": answer.figures,
                "title": "Nobody",
                "by": "club",
                "groups": clubs.ids,
                "lines": {},
                "running": 0,
            }
            for service, name, wanted in self._methods(services):
                with self.subTest(period=label, service=service._name, method=name):
                    getattr(service, name)(*(known[one] for one in wanted))
                    asked.add((service._name, name))
            for basis, by in product((None, *BASES), (None, *SPLITS)):
                answer_records(env, question, basis, by)
        self.assertGreater(len(asked), 20)

    def _methods(self, services):
        """Yield the methods that take a period or a question, and what they want."""
        for service in services:
            for name, method in inspect.getmembers(type(service), inspect.isfunction):
                wanted = [
                    one.name
                    for one in list(inspect.signature(method).parameters.values())[1:]
                    if one.default is one.empty
                ]
                if wanted[:4] == list(PERIOD) or wanted[:1] in (
                    ["question"],
                    ["answer"],
                ):
                    yield service, name, wanted

    def _check_dashes(self, texts, answer):
        lines = [answer.figures, *answer.by_club.values(), *answer.by_month.values()]
        for figures in lines:
            for figure in figures:
                text = texts._figure_text(figure)
                empty = "0" if figure.unit == COUNT else DASH
                self.assertEqual(text, empty, figure.key)

    def ask_screens(self, role):
        """Open what a role opens: its home, the board, the dialogs, their figures."""
        env = self.env(user=self.users[role])
        env["club.club"]._action_home()
        if env.user.has_group("clubs_ambition.group_clubs_animateur"):
            self.assertFalse(env["club.cohort"].get_week_board()["cohort"])
            self.assertFalse(env["club.club"]._today_list())
        if not env["club.bilan"].has_access("create"):
            return
        for territory in env["club.territory"], self.empty.with_env(env):
            bilan = env["club.bilan"].create({"territory_id": territory.id})
            self.assertRegex(
                bilan.figures_html, "data-key|is not among your territories"
            )


@tagged("post_install", "-at_install")
class TestNoClub(NobodyCase, HttpCase):
    """A new base: nothing is there yet, and every question has its answer."""

    def test_models(self):
        self.ask_models()

    def test_figures(self):
        self.ask_figures(self.env["club.club"])

    def test_screens(self):
        for role in GROUPS:
            with self.subTest(role=role):
                self.ask_screens(role)

    def test_facts_are_settled(self):
        self.env["club.kpi.stale"]._cron_settle()
        self.assertFalse(self.env["club.kpi.span"].search([]))

    def test_committee_and_pack(self):
        env = self.env(user=self.users["manager"])
        meeting = env["club.committee.meeting"].create(
            {"territory_id": self.empty.id, "date": "2026-07-01 09:00:00"}
        )
        self.assertIn(DASH, meeting.figures_html)
        meeting.action_hold()
        self.assertTrue(meeting.pack_xlsx)
        env["club.pack"].action_produce_half_year()
        self.assertTrue(meeting.pack_id._made_again())
        self.empty.committee = True
        self.env["club.territory"]._cron_committees()

    def test_files(self):
        """Workbook and PDF come, of all and of the empty territory."""
        for role in READERS:
            login = self.users[role].login
            self.authenticate(login, login)
            for kind in ("xlsx", "pdf"):
                for place in ("", f"?territory_id={self.empty.id}"):
                    with self.subTest(role=role, kind=kind, place=place):
                        found = self.url_open(f"/clubs_ambition/bilan.{kind}{place}")
                        self.assertEqual(found.status_code, 200, found.text[:500])

    def test_a_cutoff_before_the_period_is_refused_in_words(self):
        login = self.users["manager"].login
        self.authenticate(login, login)
        dates = "date_from=2026-05-04&date_to=2026-06-04&cutoff=2026-01-01"
        for kind in ("xlsx", "pdf"):
            found = self.url_open(f"/clubs_ambition/bilan.{kind}?{dates}")
            self.assertEqual(found.status_code, 400)
            self.assertIn("Nothing of the period is known", found.text)

    def test_api(self):
        for role in READERS:
            user = self.users[role]
            key = (
                self.env["res.users.apikeys"]
                .with_user(user)
                ._generate(None, "figures", fields.Datetime.now() + timedelta(days=1))
            )
            for by in ("", "club", "month"):
                found = self.url_open(
                    f"/clubs_ambition/api/v1/indicators?by={by}",
                    headers={"Authorization": f"Bearer {key}"},
                )
                with self.subTest(role=role, by=by):
                    self.assertEqual(found.status_code, 200, found.text[:500])
                    self.assertEqual(found.json()["clubs"], 0)


@tagged("post_install", "-at_install")
class TestClubWithoutAnything(NobodyCase):
    """One club, and nothing in it: no group, no journey, no budget, no employer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.env["club.club"].create(
            {
                "name": "Bare",
                "territory_id": cls.empty.id,
                "animateur_ids": cls.users["animateur"].ids,
            }
        )
        cls.club.budget_line_ids.unlink()

    def test_models(self):
        self.ask_models()

    def test_figures_after_the_facts(self):
        self.env["club.kpi.stale"]._cron_settle()
        self.ask_figures(self.club)

    def test_screens(self):
        for role in GROUPS:
            with self.subTest(role=role):
                self.ask_screens(role)

    def test_a_campaign_finds_nobody(self):
        campaign = (
            self.env["club.campaign"]
            .with_user(self.users["animateur"])
            .create({"name": "Nobody", "club_id": self.club.id})
        )
        self.assertFalse(campaign._ranked())
        campaign.read()
