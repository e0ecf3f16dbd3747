from collections import Counter
from contextlib import suppress
from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...const import MODULE
from ...models.club import inbound_page
from ...utils import bounds, clock
from ..answer_common import AnswerCase
from ..common import ClubsCase
from ..employer.test_inbound import NEED
from ..immersion.immersion_common import ImmersionCase
from ..kpi.kpi_common import WorkbookCase

NAN, INFINITY = float("nan"), float("inf")
DAYS = (
    *("0000-00-00", "2026-02-30", "2026-13-01", "0001-01-01", "9999-12-31"),
    *("1899-12-31", "2101-01-01", "²", "\0", "soon", 20261231, 1e300, [1]),
)
DAY_EDGES = ("1900-01-01", "2100-12-31", False)
NUMBERS = (10**30, -(10**30), 2**31, "²", "\0", "1e12", NAN, INFINITY, [1], "x")
NUMBER_EDGES = (-bounds.TYPED, 0, bounds.TYPED)
TRIED = {
    "date": (DAYS, DAY_EDGES),
    "datetime": (
        (*DAYS, "9999-12-31 23:59:59", "0001-01-01 00:00:00", "2026-01-01 25:00:00"),
        ("1900-01-01 00:00:00", "2100-12-31 23:59:59", False),
    ),
    "integer": (NUMBERS, NUMBER_EDGES),
    "float": (NUMBERS, (-1, bounds.MEASURE)),
    "monetary": (NUMBERS, (-1, bounds.MONEY)),
    **dict.fromkeys(("char", "text", "html"), (("a\0b", "\ud800"), ())),
}
IN_WORDS = (UserError, IntegrityError)  # Odoo tells a constraint in its words
SEVERAL = ("animateur", "manager", "coordinator", "data_officer")


@tagged("post_install", "-at_install")
class TestBounds(ImmersionCase):
    """Every date, number and text of our models, by every road a client has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lina = cls.make_participant("Lina Moreau", "active")
        candidacy = cls.make_candidacy(lina)
        paul = cls.make_participant("Paul Roche", "active")
        cls.make_candidacy(paul).write({"state": "hired"})
        cls.env["club.candidacy.hire"].create(
            {"candidacy_id": candidacy.id, "kind": "cdi"}
        )
        cls.immersion()
        line = {"name": "Workshop", "kind": "group", "weekday": "0"}
        interview = {"name": "Talk", "kind": "interview", "weekday": "1"}
        cls.programme = cls.env["club.programme"].create(
            {
                "name": "Weeks",
                "line_ids": [Command.create(line), Command.create(interview)],
            }
        )
        funder = cls.env["club.funder"].search([], limit=1)
        made = {
            "club.budget.line": {"club_id": cls.club.id, "funder_id": funder.id},
            "club.closure": {
                "club_id": cls.club.id,
                "date_from": "2026-08-01",
                "date_to": "2026-08-02",
                "reason": "Summer",
            },
            "club.session": {
                "name": "Workshop",
                "kind": "group",
                "club_id": cls.club.id,
                "cohort_id": cls.cohort.id,
                "start": "2026-02-02 08:00:00",
                "stop": "2026-02-02 10:00:00",
            },
            "club.offer": {
                "name": "Baker",
                "partner_id": cls.employer.id,
                "club_id": cls.club.id,
            },
            "club.objective": {"participant_id": lina.id, "name": "Call"},
            "club.renewal": {
                "participant_id": lina.id,
                "reason": "Near",
                "objectives": "Two interviews",
            },
            "club.campaign": {"name": "Kitchens", "club_id": cls.club.id},
            "club.programme.generate": {
                "cohort_id": cls.cohort.id,
                "programme_id": cls.programme.id,
            },
            "club.bilan": {},
            "crm.lead": {"name": "Prospect", "club_id": cls.club.id},
        }
        for model, vals in made.items():
            cls.env[model].create(vals)
        cls.env.flush_all()

    def fields_of_ours(self):
        """Return ``(model, field)`` of all that a client may send to a model of ours."""
        for name in sorted(self.env.registry):
            Model = self.env[name]
            if Model._abstract or not (Model._auto or Model._transient):
                continue
            ours = Model._original_module == MODULE
            for field in Model._fields.values():
                if field.type in TRIED and (ours or MODULE in field._modules):
                    yield name, field

    def as_role(self, name, operation):
        """Return the model as the first role that has the right; else as the system.

        Who has no right is refused before any value is looked at.
        """
        for role in SEVERAL:
            Model = self.env[name].with_user(self.users[role])
            if Model.has_access(operation):
                return Model
        return self.env[name]

    def roads(self, name, field):
        Model = self.as_role(name, "create")
        shown = {
            one: {}
            for one in Model.fields_get(attributes=["type"])
            if Model._fields[one].compute or not Model._fields[one].relational
        }
        yield "create", lambda value: Model.create({field.name: value})
        yield (
            "onchange",
            lambda value: Model.onchange({field.name: value}, [field.name], shown),
        )
        yield "default", lambda value: self.default(Model, field.name, value)
        record = self.as_role(name, "write").search([], limit=1)
        if record:
            yield "write", lambda value: record.write({field.name: value})
            yield (
                "onchange of a record",
                lambda value: record.onchange({field.name: value}, [field.name], shown),
            )

    @mute_logger("odoo.sql_db", "odoo.models")
    def test_no_value_ends_in_an_exception_of_python_or_postgresql(self):
        wrong, count = [], Counter()
        for name, field in self.fields_of_ours():
            absurd, edges = TRIED[field.type]
            edges = () if field.readonly else edges
            for road, go in self.roads(name, field):
                count[field.type] += 1
                for value, end in (*self.refused(go, absurd), *self.tried(go, edges)):
                    if (road, end) != ("write", "taken"):  # left out by the model
                        wrong.append((road, str(field), value, end))
        self.assertFalse(wrong, "\n".join(map(str, wrong[:60])) + f"\n{len(wrong)}")
        for kind in ("date", "datetime", "integer", "float", "monetary", "char"):
            self.assertTrue(count[kind], kind)

    def default(self, Model, name, value):
        """Give a default by the context, as an action may; many are not taken at all."""
        asked = Model.with_context(**{f"default_{name}": value})
        if (taken := asked.default_get([name]).get(name)) != value and taken == taken:
            raise UserError(name)  # not taken

    def refused(self, go, values):
        """Yield the first that is not refused in words before the database is asked."""
        point = self.env.cr.savepoint()
        for value in values:
            try:
                go(value)
                self.env.flush_all()
            except UserError:
                continue
            except Exception as error:  # noqa: BLE001 - what is looked for
                yield value, repr(error)[:90]
            else:
                yield value, "taken"
            break
        point.close(rollback=True)
        self.env.invalidate_all(flush=False)

    def tried(self, go, values):
        """Yield what ends in an exception that is not in words."""
        for value in values:
            try:
                with suppress(*IN_WORDS), self.env.cr.savepoint() as point:
                    go(value)
                    self.env.flush_all()
                    point.rollback()
            except Exception as error:  # noqa: BLE001 - what is looked for
                yield value, repr(error)[:90]
            self.env.invalidate_all(flush=False)

    def test_the_refusal_names_the_field_and_says_what_to_do(self):
        group = self.cohort.with_user(self.animateur)
        with self.assertRaisesRegex(ValidationError, "Date Start.*1900 and 2100"):
            group.write({"date_start": "9999-12-31"})
        with self.assertRaisesRegex(ValidationError, "Seats.*more than 500"):
            group.write({"seats": 501})

    def test_no_text_that_somebody_types_is_without_end(self):
        count = 0
        for name, field in self.fields_of_ours():
            longest = bounds.LINE if field.type == "char" else bounds.PAGE
            if field.type in ("char", "text", "html") and not field.readonly:
                count += 1
                with self.assertRaisesRegex(ValidationError, "shorten it", msg=field):
                    self.env[name]._club_check_bounds({field.name: "a" * (longest + 1)})
        self.assertGreater(count, 100)

    def test_what_a_paste_brings_along_is_left_out(self):
        offer = self.env["club.offer"].search([], limit=1)
        pasted = "Bread\x0band\x0ccakes\x1f\u202e"
        offer.with_user(self.animateur).write({"name": pasted, "needs": pasted})
        self.assertEqual(offer.name, "Bread and cakes")
        self.assertEqual(offer.needs, "Bread\nand\ncakes")
        renamed = offer.copy({"name": pasted})
        self.assertEqual(renamed.name, "Bread and cakes")

    def test_what_is_read_early_is_judged_early(self):
        """Before an event, a week, an entry or a team is made of it, and before SQL."""
        journey = self.env["club.participant"].search([("state", "=", "active")])[:1]
        group = {"name": "X", "kind": "group", "cohort_id": self.cohort.id}
        for record, method, names, vals in (
            (self.env["club.session"], "create", ("start", "stop"), group),
            (self.env["club.objective"], "create", ("week_start",), {"name": "X"}),
            (self.env["club.closure"], "create", ("date_from",), {"reason": "X"}),
            (journey, "write", ("birth_date",), {}),
            (journey.person_id, "write", ("birth_date",), {}),
        ):
            for day in ("9999-12-31 08:00:00", "soon", "0000-00-00 00:00:00"):
                said = {**vals, **dict.fromkeys(names, day)}
                refused = self.assertRaisesRegex(ValidationError, "1900 and 2100")
                with self.subTest(record=record, day=day), refused:
                    getattr(record.with_user(self.manager), method)(said)
        with self.assertRaises(ValidationError):
            self.env["club.club"].create({"name": "a\0b"})

    def test_lines_of_a_form_are_looked_at(self):
        line = [Command.CREATE, "virtual_1", {"name": "X", "hour_from": NAN}]
        Programme = self.env["club.programme"].with_user(self.coordinator)
        spec = {"line_ids": {"fields": {"hour_from": {}}}}
        with self.assertRaisesRegex(ValidationError, "From"):
            Programme.onchange({"line_ids": [line]}, ["line_ids"], spec)

    def test_what_somebody_chose_for_every_form_is_looked_at(self):
        Default = self.env["ir.default"].sudo()
        Default.set("club.offer", "name", "x" * (bounds.LINE + 1), self.animateur.id)
        with self.assertRaisesRegex(ValidationError, "shorten it"):
            self.env["club.offer"].with_user(self.animateur).default_get(["name"])

    def test_programme_of_a_group_at_the_edges(self):
        Wizard = self.env["club.programme.generate"].with_user(self.animateur)
        for day in ("1900-01-01", "2098-12-29", "2026-11-23"):
            for weeks in (-1, 0, 1, 104):
                with self.subTest(day=day, weeks=weeks):
                    wizard = Wizard.create(
                        {
                            "cohort_id": self.cohort.id,
                            "programme_id": self.programme.id,
                            "date_start": day,
                            "weeks": weeks,
                        }
                    )
                    self.assertEqual(bool(wizard.kept_count), weeks > 0)

    def test_stock_fields_are_left_alone(self):
        partner = self.env["res.partner"].create({"name": "X", "color": 10**6})
        self.assertEqual(partner.color, 10**6)


@tagged("post_install", "-at_install")
class TestReaders(ClubsCase):
    def test_what_is_read(self):
        self.assertEqual(bounds.read_date("2026-12-31"), date(2026, 12, 31))
        self.assertIsNone(bounds.read_date(""))
        self.assertEqual(bounds.read_integer(" 12 "), 12)
        self.assertEqual(bounds.read_id("12"), 12)
        self.assertEqual(bounds.typed_text(" a\0\x1b\u202eb\ud800 "), "ab")
        self.assertEqual(bounds.typed_text(object()), "")
        for text in ("²", "٣", "1_0", "9" * 5000, "", None, "-1", "0", 2**31, "\0"):
            self.assertIs(bounds.read_id(text), False, repr(text)[:20])


@tagged("post_install", "-at_install")
class TestAddresses(HttpCase, AnswerCase):
    """Any bytes in a path or in a form of a page without account: no 500."""

    BYTES = ("%00", "%C2%B2", "%FF%FE", "%ED%A0%80", "1" * 400, "-", "%E2%80%AE", "a.b")

    def clean(self, response, *expected):
        self.assertIn(response.status_code, expected, response.url)
        self.assertNotIn("Traceback", response.text)
        return response

    def test_paths(self):
        key = inbound_page.key_of(self.club)
        token = self.page_of(self.link).rpartition("/")[2]
        for text in self.BYTES:
            for path in (
                f"/clubs/{text}/besoin",
                f"/clubs/{key}{text}/besoin",
                f"/clubs/{text}{key}/besoin",
                f"/clubs/{key}/besoin/{text}",
                f"/clubs/reponse/{text}",
                f"/clubs/reponse/{token}{text}",
                f"/clubs/reponse/{token}/cv/{text}",
                f"/clubs/reponse/{token}/cv/{'9' * 40}",
            ):
                # What base64 skips in a signed address changes nothing of it.
                self.clean(
                    self.url_open(path), *((200, 404) if token in path else (404,))
                )
                self.clean(self.url_open(path, data={"a": "b"}), 200, 400, 404, 405)

    def test_form_of_an_answer(self):
        url = self.page_of(self.link)
        today = clock.today(self.club)
        sent = {
            "action": "interview",
            "candidacy": str(self.first.id),
            "day": str(today + timedelta(days=3)),
            "hour": "10:00",
            "reason": "",
            "note": "",
        }
        absurd = ("\0", "²", "9" * 400, "-1", "9999-12-31", "0001-01-01", "25:99")
        for name in sent:
            for value in (*absurd, "2026-02-30", "\u202e", "a" * 10000):
                self.env["club.answer.link"].search([]).post_count = 0
                answer = self.url_open(url, data={**sent, name: value})
                self.clean(answer, 200, 400)
            files = {name: ("x.pdf", b"%PDF")}
            rest = {key: value for key, value in sent.items() if key != name}
            self.clean(self.url_open(url, data=rest, files=files), 200, 400)

    def test_form_of_a_need(self):
        path = f"/clubs/{inbound_page.key_of(self.club)}/besoin"
        need = dict(NEED)
        for name in (*NEED, "token", "fax_number"):
            for value in ("\0", "²", "9" * 400, "\u202e", "a\0b"):
                data = {
                    **need,
                    "token": inbound_page.token_of(self.club, 1),
                    name: value,
                }
                self.clean(self.url_open(path, data=data), 200, 400)
            rest = {key: value for key, value in need.items() if key != name}
            files = {name: ("x.pdf", b"%PDF")}
            self.clean(self.url_open(path, data=rest, files=files), 200, 400)


@tagged("post_install", "-at_install")
class TestBilanAddress(WorkbookCase):
    """The workbook, the paper and the API, asked for anything."""

    VALUES = (
        *("0001-01-01", "9999-12-31", "1899-12-31", "2101-01-01", "0000-00-00"),
        *("2026-02-30", "²", "\0", "9" * 400, "-1", "NaN", "1e400", "a\u202eb"),
    )

    def test_absurd_values(self):
        self.authenticate("t_manager", "t_manager")
        for name in ("date_from", "date_to", "cutoff", "club_id", "territory_id"):
            for value in self.VALUES:
                for kind in ("xlsx", "pdf"):
                    response = self.url_open(
                        f"/clubs_ambition/bilan.{kind}", params={name: value}
                    )
                    self.assertEqual(response.status_code, 400, (name, value))
                    self.assertNotIn("Traceback", response.text)

    def test_api(self):
        for name in ("date_from", "date_to", "cutoff", "club_id", "basis", "by"):
            for value in self.VALUES:
                response = self.url_open(
                    "/clubs_ambition/api/v1/indicators",
                    params={name: value},
                    headers={"Authorization": f"Bearer {self.key()}"},
                )
                self.assertEqual(response.status_code, 400, (name, value))
                self.assertIn("error", response.json())

    def key(self):
        if not hasattr(self, "_key"):
            keys = self.env["res.users.apikeys"].with_user(self.manager)
            self._key = keys._generate("rpc", "test", self.env.cr.now() + timedelta(1))
        return self._key

    def test_the_first_and_the_last_years(self):
        for first, last in (("1900-01-01", "1900-12-31"), ("2100-01-01", "2100-12-31")):
            response = self.get("manager", date_from=first, date_to=last, cutoff=last)
            self.assertEqual(response.status_code, 200, response.text[:300])
