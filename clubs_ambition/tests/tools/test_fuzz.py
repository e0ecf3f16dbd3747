import os
import random
import string

from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from ...models.club import inbound_page
from ...utils import bounds, import_cells
from ...utils.files import csv_text, spreadsheets
from ...utils.files.unreadable import Unreadable
from ..answer_common import AnswerCase
from ..employer.test_inbound import NEED
from . import files_picked

SHORT = 300
PIECES = (
    *("0", "9" * 30, "-", "²", "\0", "\ud800", "\u202e", "é", "E+13", "1e400", "nan"),
    *("31/02/2001", "2001-02-03", "9999-12-31", "36925", "²/²/²", "06 39", "(0)", " "),
    *('"', ";", "\n", "\r", "\t", "<table>", "PK\x03\x04", "\ufffd", "#N/A", "%00"),
    *("' OR 1=1 --", "{{7*7}}", "../../etc/passwd", "a" * 3000, "\x0b", "[ND]"),
)


def seed():
    """Return the seed, told where a test fails: ``FUZZ_SEED=<number>`` repeats a run."""
    return int(os.environ.get("FUZZ_SEED") or random.randrange(10**6))


def times(share=1):
    """Return how many inputs are tried: ``make soak`` asks for many (``FUZZ``)."""
    return int(os.environ.get("FUZZ") or SHORT) // share


class Chance(random.Random):
    """Texts and bytes that people, robots and broken software send."""

    def text(self):
        parts = self.choices(PIECES + tuple(string.printable), k=self.randint(0, 6))
        return "".join(parts)

    def bytes(self):
        """Return a file that somebody or something damaged."""
        content = bytearray(self.choice(list(files_picked.READ.values())))
        for _time in range(self.randint(0, 12)):
            place = self.randrange(len(content) or 1)
            match self.randint(0, 3):
                case 0:
                    del content[place : place + self.randint(1, 60)]
                case 1:
                    content[place:place] = self.randbytes(self.randint(1, 20))
                case 2:
                    del content[place:]
                case _:
                    content[place : place + 1] = self.randbytes(1)
        return bytes(content)


READERS = {
    "a day": import_cells.read_date,
    "a day of an address": bounds.read_date,
    "a moment": bounds.read_datetime,
    "a whole number": bounds.read_integer,
    "a number": bounds.read_number,
    "an id": bounds.read_id,
    "a text": bounds.read_text,
    "a typed text": bounds.typed_text,
    "a moment of a file": import_cells.read_moment,
    "a number of a file": import_cells.read_number,
    "an amount of a file": import_cells.read_decimal,
    "a phone": import_cells.read_phone,
    "a postcode": import_cells.read_postcode,
    "a headcount": import_cells.read_headcount,
    "a tick": import_cells.read_boolean,
    "a SIRET": import_cells.read_siret,
    "a cell": import_cells.cell_text,
}


@tagged("post_install", "-at_install", "fuzz")
class TestFuzzedReaders(TransactionCase):
    """Any text, any bytes: what is read is within bounds, or refused as all readers do."""

    def test_texts(self):
        chance = Chance(start := seed())
        for _time in range(times()):
            text = chance.text()
            for name, reader in READERS.items():
                with self.subTest(name, text=text[:80], seed=start):
                    try:
                        read = reader(text)
                    except ValueError:
                        continue
                    if isinstance(read, str):
                        self.assertNotIn("\0", read)
                    elif hasattr(read, "year"):
                        self.assertLessEqual(read.year, bounds.LAST_YEAR)
                    elif isinstance(read, float | int):
                        self.assertLessEqual(abs(read), bounds.KEPT)

    def test_files(self):
        chance = Chance(start := seed())
        for _time in range(times()):
            content = chance.bytes()
            with self.subTest(content=content[:60], seed=start):
                try:
                    kind = spreadsheets.kind_of(content)
                    if kind == "csv":
                        text, _encoding = csv_text.decode(content)
                        csv_text.rows(text, csv_text.separator_of(text))
                    else:
                        spreadsheets.sheets_of(content, kind)
                except Unreadable as error:
                    self.assertTrue(error.reason)


@tagged("post_install", "-at_install", "fuzz")
class TestFuzzedPages(HttpCase, AnswerCase):
    """Any form sent to a page without account: an answer, never a traceback."""

    @mute_logger("odoo.http")
    def test_pages(self):
        chance = Chance(start := seed())
        need = f"/clubs/{inbound_page.key_of(self.club)}/besoin"
        answer = self.page_of(self.link)
        names = {
            need: [*NEED, "token", "fax_number", "self", "csrf_token"],
            answer: ["action", "candidacy", "day", "hour", "reason", "note", "sure"],
        }
        for _time in range(times(10)):
            path = chance.choice(list(names))
            sent = {
                name: chance.text() for name in names[path] if chance.random() > 0.4
            }
            if path == need and chance.random() > 0.5:
                sent = {**NEED, "token": inbound_page.token_of(self.club, 1), **sent}
            sent = {
                name: value.encode("utf-8", "replace").decode()
                for name, value in sent.items()
            }
            self.env["club.answer.link"].search([]).post_count = 0
            with self.subTest(path=path, sent=sent, seed=start):
                response = self.url_open(path, data=sent)
                self.assertLess(response.status_code, 500)
                self.assertNotIn("Traceback", response.text)
