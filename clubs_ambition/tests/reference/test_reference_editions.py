from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import RefusalCase

MODELS = [
    "club.barrier",
    "club.commune",
    "club.decline.reason",
    "club.department",
    "club.district",
    "club.education.level",
    "club.exit.reason",
    "club.naf",
    "club.need",
    "club.occupation",
    "club.refusal.reason",
    "club.region",
]


@tagged("post_install", "-at_install")
class TestReferenceEditions(RefusalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coordinator = new_test_user(
            cls.env, "edition", groups="clubs_ambition.group_clubs_coordinator"
        )
        cls.clerk = new_test_user(cls.env, "clerk", groups="base.group_user")
        cls.Need = cls.env["club.need"]
        cls.rows = [
            {"code": need.code, "name": need.name, "sequence": need.sequence}
            for need in cls.Need.search([])
        ]

    @contextmanager
    def _refused(self):
        """The database itself refuses."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            yield

    # === EDITIONS === #

    def test_what_a_coordinator_hides_stays_hidden(self):
        need = self.Need.search([], limit=1)
        need.with_user(self.coordinator).action_archive()
        self.Need._load_reference()
        self.assertFalse(need.active)
        self.assertFalse(need.retired_on)

    def test_what_a_coordinator_adds_stays(self):
        own = self.Need.with_user(self.coordinator).create(
            {"code": "local", "name": "Besoin local"}
        )
        self.Need._load_reference()
        self.assertTrue(own.active)

    def test_a_code_added_early_is_adopted(self):
        own = self.Need.create({"code": "99", "name": "Besoin à venir"})
        self.Need._sync([*self.rows, {"code": "99", "name": "Besoin publié"}])
        self.assertEqual(own.name, "Besoin publié")
        self.assertEqual(self.env.ref("clubs_ambition.club_need_99"), own)
        self.Need._sync(self.rows)
        self.assertFalse(own.active, "from then on it follows the editions")

    def test_a_value_comes_and_goes(self):
        dropped = self.Need.search([("code", "=", self.rows[0]["code"])])
        self.Need._sync(self.rows[1:])
        self.assertFalse(dropped.active)
        self.assertTrue(dropped.retired_on)
        self.assertEqual(self.Need.search_count([]), len(self.rows) - 1)
        self.Need._sync(self.rows)
        self.assertTrue(dropped.active)
        self.assertFalse(dropped.retired_on)

    def test_an_edition_of_one_floor_leaves_the_others(self):
        Naf = self.env["club.naf"]
        sections = Naf.search([("kind", "=", "section")])
        rows = [{"code": naf.code, "name": naf.name} for naf in sections[1:]]
        Naf._sync(rows, within=[("kind", "=", "section")])
        counts = dict(Naf._read_group([], ["kind"], ["__count"]))
        self.assertEqual(counts, {"section": 20, "division": 88, "class": 615})

    def test_each_shipped_value_has_a_lasting_name(self):
        for model in set(MODELS) - {
            "club.decline.reason",
            "club.exit.reason",
            "club.refusal.reason",
        }:
            records = self.env[model].search([])
            named = self.env["ir.model.data"].search(
                [("module", "=", "clubs_ambition"), ("model", "=", model)]
            )
            self.assertEqual(set(named.mapped("res_id")), set(records.ids), model)
            self.assertTrue(all(named.mapped("noupdate")), model)
        job = self.env.ref("clubs_ambition.club_occupation_job_A1101")
        self.assertEqual((job.kind, job.code), ("job", "A1101"))

    # === RULES === #

    def test_a_value_is_archived_not_deleted(self):
        for model in MODELS:
            with (
                self.subTest(model=model),
                self.assertRefused(UserError, "what was recorded with it keeps its"),
            ):
                self.env[model].search([], limit=1).unlink()

    def test_two_values_never_share_a_code(self):
        for model in MODELS:
            first = self.env[model].search([], limit=1)
            with self.subTest(model=model), self._refused():
                first.copy({"code": first.code})
                self.env.flush_all()

    def test_a_copy_says_where_it_comes_from(self):
        reason = self.env.ref("clubs_ambition.club_refusal_reason_other").copy()
        self.assertEqual(reason.code, "other (copy)")

    def test_codes_have_a_form(self):
        District, Occupation = self.env["club.district"], self.env["club.occupation"]
        for code in ("QN01304X", "13304I", "QN96001N", "QN02C01N"):
            with self.subTest(code=code), self._refused():
                District.create({"code": code, "name": "Faux"})
        for code in ("QN02A01N", "QN97501N", "QP006005"):
            District.create({"code": code, "name": "Vrai"})
        with self._refused():
            Occupation.create({"code": "Z1101", "name": "Faux", "kind": "job"})

    def test_a_job_stands_below_a_sheet(self):
        job = self.env.ref("clubs_ambition.club_occupation_job_A1101")
        self.assertEqual(job.parent_id.kind, "sheet")
        self.assertEqual(job.domain_id.code, "A")
        with self.assertRefused(ValidationError, "a job stands below a sheet"):
            job.parent_id = job.domain_id

    # === FINDING AND SHOWING === #

    def test_a_job_is_found_by_code_and_by_label(self):
        job = self.env.ref("clubs_ambition.club_occupation_job_A1101")
        Occupation = self.env["club.occupation"].with_user(self.clerk)
        for text in ("A1101", "a1101", "engins agricoles"):
            found = [
                occupation_id
                for occupation_id, _label in Occupation.name_search(
                    text, domain=[("kind", "=", "job")]
                )
            ]
            self.assertIn(job.id, found, text)
        self.assertEqual(
            job.display_name, "Conducteur / Conductrice d'engins agricoles (A1101)"
        )

    def test_a_district_is_found_by_its_commune(self):
        District = self.env["club.district"].with_user(self.clerk)
        la_viste = District.search([("code", "=", "QN01304I")])
        found = dict(District.name_search("marseille", limit=None))
        self.assertEqual(found[la_viste.id], "La Viste – Marseille (QN01304I)")
        spread = District.search([("code", "=", "QN00201M")])
        self.assertIn("Omissy, Saint-Quentin", spread.display_name)

    def test_every_reason_has_words_for_its_reader(self):
        for model in ("club.refusal.reason", "club.decline.reason"):
            for reason in self.env[model].search([]):
                self.assertTrue(reason.message, f"{model} {reason.code}")
        families = set(self.env["club.exit.reason"].search([]).mapped("family"))
        self.assertEqual(families, {"positive", "neutral", "negative"})

    def test_each_nomenclature_opens(self):
        for model in MODELS:
            name = model.replace(".", "_")
            action = self.env.ref(f"clubs_ambition.{name}_action")
            self.assertTrue(action.path.startswith("clubs-"), model)
            self.assertTrue(action.help, model)
            first = self.env[model].search([], limit=1)
            views = first.get_views([(False, "list"), (False, "search")])["views"]
            self.assertIn("archived", views["search"]["arch"])
            with Form(first.with_user(self.coordinator)) as form:
                self.assertEqual(form.name, first.name)
            empty = Form(self.env[model].with_user(self.coordinator))
            self.assertFalse(empty.name)

    def test_everyone_reads_and_the_coordinator_changes(self):
        for model in MODELS:
            first = self.env[model].search([], limit=1)
            self.assertTrue(first.with_user(self.clerk).name)
            with self.subTest(model=model), self.assertRaises(AccessError):
                first.with_user(self.clerk).name = "Autre"
            first.with_user(self.coordinator).name = "Autre"
