from odoo.tests import tagged

from ...utils.import_cells import read_headcount, read_phone
from ..import_common import ImportCase

CONTEXT = {"default_club_employer": True, "default_is_company": True}


@tagged("post_install", "-at_install")
class TestImportEstablishments(ImportCase):
    """The file of an agency joins the employers' network, or no line of it does."""

    def _load(self, content, name="file.csv"):
        return self._import(self.animateur, "res.partner", content, name, **CONTEXT)

    def _refuse(self, content, name="file.csv"):
        return self._refusals(self.animateur, "res.partner", content, name, **CONTEXT)

    def test_every_header_finds_its_field(self):
        _screen, preview = self._upload(
            self.animateur, "res.partner", self._fixture("etablissements.csv")
        )
        self.assertEqual(preview["options"]["separator"], ";")
        self.assertEqual(preview["options"]["encoding"], "windows-1252")
        self.assertEqual(
            self._fields(preview),
            [
                *("name", "company_registry", "ape_code", "headcount_band", "street"),
                *("zip", "city", "phone", "email", "club_charter_ids"),
                *("child_ids/name", "child_ids/function", "child_ids/phone", "comment"),
            ],
        )

    def test_a_windows_file_is_loaded(self):
        partners = self._load(self._fixture("etablissements.csv"))
        self.assertRecordValues(
            partners,
            [
                {
                    "name": "Hôtel-Restaurant «L'Œuvre»",
                    "company_registry": "99850142300011",
                    "ape_code": "55.10Z",
                    "headcount_band": "11",
                    "zip": "13002",
                    "phone": "+33199005001",
                    "email": "contact@oeuvre.example.org",
                    "club_employer": True,
                    "is_company": True,
                },
                {
                    "name": "CLINIQUE DES PINS SECS",
                    "company_registry": "99850279300016",
                    "ape_code": "86.10Z",
                    "headcount_band": "22",
                    "zip": "13013",
                    "phone": "+33199005002",
                    "email": False,
                    "club_employer": True,
                    "is_company": True,
                },
                {
                    "name": "Épicerie du Cours",
                    "company_registry": False,
                    "ape_code": "47.11B",
                    "headcount_band": "01",
                    "zip": "01000",
                    "phone": "+33199005004",
                    "email": False,
                    "club_employer": True,
                    "is_company": True,
                },
                {
                    "name": "Rhum & Délices",
                    "company_registry": "99850416100014",
                    "ape_code": "56.10A",
                    "headcount_band": "02",
                    "zip": "97420",
                    "phone": "+262692123456",
                    "email": False,
                    "club_employer": True,
                    "is_company": True,
                },
            ],
        )
        self.assertEqual(partners[1].street, "90, avenue des Pins; bât. C")
        self.assertEqual(partners[0].club_charter_ids.code, "paqte")
        self.assertIn("rappeler en février", partners[0].comment)
        self.assertRecordValues(
            partners[0].child_ids,
            [{"name": "Zoé Kéréon", "function": "Gérante", "phone": "+33639985010"}],
        )

    def test_the_same_file_twice_doubles_nothing(self):
        first = self._load(self._fixture("etablissements.csv"))
        first[0].write({"name": "Hôtel de l'Œuvre", "street2": "2e étage"})
        second = self._load(self._fixture("etablissements.csv"))
        self.assertEqual(second.sorted("id"), first.sorted("id"))
        self.assertEqual(len(first[0].child_ids), 1)
        self.assertEqual(first[0].name, "Hôtel de l'Œuvre")
        self.assertEqual(first[0].street2, "2e étage")

    def test_every_bad_line_is_told_and_none_is_written(self):
        refusals = self._refuse(self._fixture("etablissements_errors.csv"))
        lines = [line for line, _sentence in refusals]
        self.assertEqual(lines, [2, 3, 4, 4, 4, 4, 4, 6, 7, 8, 9])
        self.assertIn("998 501 423 00012", refusals[0][1])
        self.assertIn("Same establishment as line 6", refusals[-3][1])
        self.assertIn("social-security number", refusals[-2][1])
        self.assertIn("More cells than headers", refusals[-1][1])
        told = " ".join(sentence for _line, sentence in refusals)
        for word in ("4520", "13O01", "12 34", "durand@", "Charte inconnue"):
            self.assertIn(f"“{word}”", told)
        for word in ("Traceback", "psycopg2", "SQL", "1 85 05 78"):
            self.assertNotIn(word, told)

    def test_the_same_sentence_keeps_its_lines_apart(self):
        text = "Raison sociale;APE\n;4711F\nA;4711F\n;4711F\n"
        refusals = self._refuse(text.encode())
        self.assertEqual([line for line, _sentence in refusals], [2, 4])
        self.assertEqual(len({sentence for _line, sentence in refusals}), 2)

    def test_a_spreadsheet_with_numbers_is_loaded(self):
        rows = [
            ["SIRET", "Raison sociale", "Code postal", "Téléphone", "Effectif"],
            [99850142300011, "Alpha", 1000, 199005001, 12.0],
            [],
            ["99850279300016", "Beta", "13001", "0199005002", None],
        ]
        partners = self._load(self._workbook(rows), "file.xlsx")
        self.assertEqual(
            partners.mapped("company_registry"), ["99850142300011", "99850279300016"]
        )
        self.assertEqual(partners[0].zip, "01000")
        self.assertEqual(partners[0].phone, "+33199005001")
        rows.append([12, "Gamma"])
        refusals = self._refuse(self._workbook(rows), "file.xlsx")
        self.assertEqual([line for line, _sentence in refusals], [5])

    def test_a_contact_line_below_its_establishment(self):
        text = (
            "Raison sociale;SIRET;Contact;Fonction\n"
            "Alpha;99850142300011;Ana;Gérante\n;;Bob;Comptable\n"
        )
        partner = self._load(text.encode())
        self.assertEqual(sorted(partner.child_ids.mapped("name")), ["Ana", "Bob"])

    def test_the_template_is_offered_and_loads(self):
        self._check_twins("etablissements")
        Partner = self.env["res.partner"].with_user(self.animateur)
        offered = Partner.with_context(**CONTEXT).get_import_templates()
        paths = [template["template"].rpartition("/")[2] for template in offered]
        self.assertEqual(paths, ["etablissements.xlsx", "etablissements.csv"])
        first = self._load(self._template(paths[0]), paths[0])
        self.assertEqual(len(first), 3)
        second = self._load(self._template(paths[1]), paths[1])
        self.assertEqual(second, first)

    def test_other_contacts_keep_the_stock_import(self):
        text = "name,phone\nSomebody,12 34\n"
        partner = self._import(self.env.user, "res.partner", text.encode())
        self.assertEqual(partner.phone, "12 34")
        self.assertFalse(partner.club_employer)

    def test_headcounts(self):
        for text, code in (
            ("0", "00"),
            ("aucun", "00"),
            ("1 ou 2", "01"),
            ("3 à 5 salariés", "02"),
            ("10-19", "11"),
            ("12", "11"),
            ("1 000 à 1 999", "42"),
            ("10 000 salariés et plus", "53"),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_headcount(text), code)
        self.assertEqual(read_headcount("12", codes=True), "12")
        with self.assertRaises(ValueError):
            read_headcount("beaucoup")

    def test_phones(self):
        for text in (
            "0199000001",
            "01.99.00.00.01",
            "01 99 00 00 01 (standard)",
            "+33 (0)1 99 00 00 01",
            "0033199000001",
            "tél : 01-99-00-00-01",
            "01 99 00 00 01 / 06 39 98 00 01",
            "199000001",
        ):
            with self.subTest(text=text):
                self.assertEqual(read_phone(text, "13"), "+33199000001")
