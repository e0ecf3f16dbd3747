import time
from itertools import pairwise
from random import Random

from stdnum.fr import nir

from odoo.tests import BaseCase, tagged

from ...utils.nir import find_nir

FOUND = [
    "185057800608491",
    "1850578006084",
    "1 85 05 78 006 084 91",
    "1 85 05 78 006 084",
    "1.85.05.78.006.084",
    "1-85-05-78-006-084-91",
    "1 – 85 – 05 – 78 – 006 – 084",
    "1\u00a085\u00a005\u00a078\u00a0006\u00a0084",
    "1\u202f85\u202f05\u202f78\u202f006\u202f084\u202f91",
    "185 057 800 608 4",
    "1 850578006084 91",
    "NIR : 2 94 07 2A 123 456",
    "2 53 07 2B 073 004 70",
    "253072b07300470",
    "n° de sécu 185057800608491, merci",
    "Sécu:1850578006084.",
    "1 85 05 78 006 084 / 91",
    "1 85 05 78 006 084 92",  # a wrong key, but the thirteen digits stand apart
    "06 39 98 00 01 1 85 05 78 006 084 91",
    "née à l'étranger : 2 85 99 99 126 111",
    "temporaire 7 85 05 99 126 111",
    "1\u200b85\x01057800608491",  # as it is recorded: without what no keyboard types
    "\uff11\uff18\uff15057800608491",
]
LEFT_ALONE = [
    "",
    "Rendez-vous à 14 h",
    "73282932000074",
    "732 829 320 00074",
    "732 829 320",
    "35600000049837",
    "06 39 98 00 01",
    "0639980001",
    "+33 6 39 98 00 01",
    "0033 6 39 98 00 01",
    "+33639980001",
    "06 39 98 00 01 - 07 39 98 00 02",
    "06 39 98 00 01 / 04 65 71 00 03 / 04 65 71 00 04",
    "12345678901",
    "1234567A",
    "1234567A 7654321B",
    "24/11/2026 14:00",
    "2026-11-24T14:00:00",
    "20261124140000",
    "né le 12.05.1985, tél. 06 39 98 00 01",
    "12.5.02 06 39 98 00 01",
    "185057800608492",  # fifteen digits, wrong key
    "1851378006084",  # there is no thirteenth month
    "1850500006084",  # nor a department 00
    "5850578006084",  # nor a fifth sex
    "18505780060849",  # fourteen digits
    "1850578006084911",  # sixteen
    "FR76 3000 6000 0112 3456 7890 189",
    "43.2964820, 5.3697800",
    "QN01303I, QN01304I",
    "13001 Marseille, 13600 La Ciotat",
    "60 000 €, 1 500 participants, 30 agences",
    "1 200 000 150 000",
]


@tagged("post_install", "-at_install")
class TestNir(BaseCase):
    def test_found(self):
        for text in FOUND:
            with self.subTest(text=text):
                self.assertTrue(find_nir(text))

    def test_left_alone(self):
        for text in LEFT_ALONE:
            with self.subTest(text=text):
                self.assertFalse(find_nir(text))

    def test_any_number_with_its_key_is_found_however_it_is_written(self):
        random = Random(2019_341)
        for _turn in range(500):
            number = self._number(random)
            full = number + nir.calc_check_digits(number)
            gap = random.choice(["", " ", ".", "-", "\u00a0"])
            ends = [0, 1, 3, 5, 7, 10, 13, 15]
            parts = [full[a:b] for a, b in pairwise(ends)]
            for text in (gap.join(parts), gap.join(parts[:-1])):
                self.assertTrue(find_nir(f"Voici : {text}."), text)

    def _number(self, random):
        department = random.choice(["13", "2A", "2B", "75", "97", "99"])
        return "".join(
            [
                random.choice("12"),
                f"{random.randrange(100):02}",
                f"{random.randint(1, 12):02}",
                department,
                f"{random.randint(1, 990):03}",
                f"{random.randint(1, 999):03}",
            ]
        )

    def test_phones_and_dates_side_by_side_are_left_alone(self):
        random = Random(2026)
        for _turn in range(2000):
            day = f"{random.randint(1, 28):02}.{random.randint(1, 12):02}"
            year = random.randint(1950, 2030)
            pairs = " ".join(f"{random.randrange(100):02}" for _pair in range(4))
            text = f"{day}.{year} 06 {pairs} - 07 {pairs}"
            self.assertFalse(find_nir(text), text)

    def test_a_long_text_costs_little(self):
        """Time grows with the text, whatever somebody pastes."""
        for piece in ("1 ", "9", "2A", "12 345 ", "1 85 05 "):
            text = piece * (200_000 // len(piece))
            start = time.perf_counter()
            find_nir(text)
            self.assertLess(time.perf_counter() - start, 5, piece)
