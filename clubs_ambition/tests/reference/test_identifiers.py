from odoo.tests import tagged

from ...utils.identifiers import (
    normalize_ape,
    normalize_ft_identifier,
    normalize_phone,
    normalize_siret,
    spoken_phone,
)
from ...utils.nir import find_nir
from odoo.addons.base.tests.common import BaseCommon


@tagged("post_install", "-at_install")
class TestIdentifiers(BaseCommon):
    def test_siret(self):
        self.assertEqual(normalize_siret("732 829 320 00074"), "73282932000074")
        self.assertEqual(normalize_siret("356 000 000 00048"), "35600000000048")
        self.assertEqual(normalize_siret("35600000049837"), "35600000049837")
        zeros = "0" * 14  # which the key allows
        wrongs = ("73282932000075", "7328293200007", "", "SIRET", "35600000049838")
        for wrong in (*wrongs, zeros):
            with self.subTest(wrong=wrong), self.assertRaises(ValueError):
                normalize_siret(wrong)

    def test_ape(self):
        for text in ("47.11F", "4711F", "47 11 f", "4711f"):
            self.assertEqual(normalize_ape(text), "47.11F")
        for wrong in ("47.11", "471F", "47.111F", ""):
            with self.subTest(wrong=wrong), self.assertRaises(ValueError):
                normalize_ape(wrong)

    def test_ft_identifier(self):
        self.assertEqual(normalize_ft_identifier("1234567a"), "1234567A")
        self.assertEqual(normalize_ft_identifier("12345678901"), "12345678901")
        with self.assertRaises(ValueError):
            normalize_ft_identifier("123")

    def test_phone(self):
        for text in ("0639980001", "06.39.98.00.01", "06 39 98 00 01", "+33639980001"):
            self.assertEqual(normalize_phone(text), "+33639980001")
        self.assertEqual(normalize_phone("0692123456", "974"), "+262692123456")
        self.assertEqual(spoken_phone("+33639980001"), "06 39 98 00 01")
        self.assertEqual(spoken_phone("+262692123456"), "0692 12 34 56")
        self.assertEqual(spoken_phone("+41446681800"), "+41 44 668 18 00")
        for typed in ("06.39.98.00.01", "ask at the desk", ""):
            self.assertEqual(spoken_phone(typed), typed)
        for text, department in (("0692123456", None), ("12", None), ("", None)):
            with self.subTest(text=text), self.assertRaises(ValueError):
                normalize_phone(text, department)

    def test_social_security_numbers_are_found(self):
        for text in (
            "185057800608491",
            "1 85 05 78 006 084 91",
            "1850578006084",
            "1.85.05.78.006.084",
            "NIR : 2 94 07 2A 123 456",
            "n° 185057800608491, merci",
        ):
            with self.subTest(text=text):
                self.assertTrue(find_nir(text))

    def test_other_numbers_are_left_alone(self):
        for text in (
            "73282932000074",
            "732 829 320 00074",
            "06 39 98 00 01",
            "+33639980001",
            "12345678901",
            "1234567A",
            "24/11/2026 14:00",
            "2026-11-24T14:00:00",
            "185057800608492",
            "FR76 3000 6000 0112 3456 7890 189",
            "",
        ):
            with self.subTest(text=text):
                self.assertFalse(find_nir(text))
