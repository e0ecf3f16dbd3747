"""Who was erased does not come back: by the update of an addon, or by an old list."""

# pylint: disable=translation-required
from odoo.exceptions import UserError
from odoo.tests import tagged

from .erasure_common import DAY, ErasureCase

PERSONS = (
    ["id", "first_name", "last_name"],
    [
        ["club_test_melchior", "Melchior", "Quatrebarbes"],
        ["club_test_aude", "Aude", "Valmy"],
    ],
)
CONTACTS = (
    ["id", "name", "parent_id/.id"],
    [["club_test_zephirine", "Zéphirine Trouvetout", "%s"]],
)
UPDATED = {
    "mode": "update",
    "module": "clubs_ambition",
    "install_mode": True,
    "install_module": "clubs_ambition",
    "noupdate": True,
}
"""As the files of an addon are read anew: those of its demo."""


@tagged("post_install", "-at_install", "security")
class TestErasureAgain(ErasureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = {**UPDATED, "mode": "init"}
        cls.load("club.person", *PERSONS, **cls.first)
        cls.person = cls.env.ref("clubs_ambition.club_test_melchior")
        cls.load("club.participant", *cls.journeys(), **cls.first)
        cls.journey = cls.env.ref("clubs_ambition.club_test_journey")
        cls.end()

    @classmethod
    def load(cls, model, columns, lines, **context):
        """Read a file of data, as Odoo does; return what it says."""
        loader = cls.env[model].with_context(**context)
        result = loader.load(columns, [list(line) for line in lines])
        cls.env.flush_all()
        return result

    @classmethod
    def journeys(cls):
        columns = ["id", "person_id/id", "club_id/.id", "oriented_on", "birth_date"]
        line = ["club_test_journey", "club_test_melchior", cls.club.id]
        return columns, [[*line, str(DAY), "1997-08-13"]]

    @classmethod
    def end(cls):
        cls.journey.write({"state": "withdrawn"})
        cls.load("club.participant.barrier", *cls.barriers(), **cls.first)
        cls.barrier = cls.env.ref("clubs_ambition.club_test_barrier")

    @classmethod
    def barriers(cls):
        known = cls.env["club.barrier"].search([], limit=1)
        columns = ["id", "participant_id/id", "barrier_id/.id", "grade"]
        return columns, [
            ["club_test_barrier", "club_test_journey", known.id, "1_minor"]
        ]

    def erase(self, who):
        self.env["club.privacy.erasure"]._erase(who)
        self.env.flush_all()
        self.env.invalidate_all()

    def rows(self, *names):
        count = self.env["club.person"].with_context(active_test=False).search_count
        return [
            self.env[name].with_context(active_test=False).search_count([])
            for name in names
            or ("club.person", "club.participant", "club.participant.barrier")
        ] + [count([("last_name", "=", "Quatrebarbes")])]

    def test_an_update_makes_nobody_anew(self):
        """Of the same file, whoever was not erased is there still, and a new one comes."""
        before = self.rows()
        self.erase(self.person)
        columns, lines = PERSONS
        more = [*lines, ["club_test_new", "Paul", "Roche"]]
        result = self.load("club.person", columns, more, **UPDATED)
        self.assertFalse(result["messages"])
        result = self.load("club.participant", *self.journeys(), **UPDATED)
        self.assertFalse(result["messages"], "who refers to them finds them")
        self.assertEqual(self.rows()[:2], [before[0] + 1, before[1]])
        self.assertEqual(self.rows()[-1], 0)
        self.assertFalse(self.person.last_name)
        self.assertEqual(
            self.env.ref("clubs_ambition.club_test_new").last_name, "Roche"
        )
        self.assertEqual(self.env.ref("clubs_ambition.club_test_melchior"), self.person)

    def test_nor_does_a_file_that_is_to_be_written(self):
        """Even where it is no demo: what is erased is not written again."""
        self.erase(self.person)
        self.load("club.person", *PERSONS, **{**self.first, "noupdate": False})
        self.assertFalse(self.person.last_name)
        self.assertEqual(self.rows()[-1], 0)

    def test_a_row_that_was_deleted_does_not_come_back(self):
        self.erase(self.person)
        self.assertFalse(self.barrier.exists())
        before = self.rows()
        self.load("club.participant.barrier", *self.barriers(), **UPDATED)
        self.assertEqual(self.rows(), before)

    def test_a_contact_neither(self):
        columns, [[xmlid, name, _at]] = CONTACTS
        lines = [[xmlid, name, self.employer.id]]
        self.load("res.partner", columns, lines, **self.first)
        contact = self.env.ref("clubs_ambition.club_test_zephirine")
        self.erase(contact)
        before = self.rows("res.partner")
        self.load("res.partner", columns, lines, **UPDATED)
        self.assertEqual(self.rows("res.partner"), before)
        self.assertNotIn("Trouvetout", contact.name or "")

    def test_who_imports_an_old_list_is_told(self):
        """By its external ids: no other trace of who they were is kept."""
        self.erase(self.person)
        _columns, lines = PERSONS
        lines = [[f"clubs_ambition.{xmlid}", *rest] for xmlid, *rest in lines[:1]]
        loader = self.env["club.person"].with_context(import_file=True)
        with self.assertRaisesRegex(UserError, "was erased"):
            loader._load_records(
                [
                    {
                        "xml_id": lines[0][0],
                        "noupdate": False,
                        "values": {"last_name": "Quatrebarbes", "first_name": "M"},
                    }
                ]
            )
        self.assertEqual(self.rows()[-1], 0)

    def test_an_external_id_names_nobody(self):
        """Nor is it deleted by the next update, nor by a second erasure."""
        self.erase(self.person)
        service = self.env["club.privacy.late"]
        service._erase_again(self.person.sudo())
        names = self.env["ir.model.data"].search(
            [("model", "=", "club.person"), ("res_id", "=", self.person.id)]
        )
        self.assertEqual(len(names), 1)
        self.assertRegex(names.name, "^erased_[0-9a-f]{64}$")
        self.assertTrue(names.noupdate)
        self.assertEqual(names.create_date.day, 1)
        self.assertEqual(self.env.ref("clubs_ambition.club_test_melchior"), self.person)

    def test_an_id_that_nobody_had_is_unknown(self):
        self.erase(self.person)
        with self.assertRaisesRegex(ValueError, "not found"):
            self.env.ref("clubs_ambition.club_test_nobody")
