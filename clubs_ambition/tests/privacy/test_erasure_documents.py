"""Who is named in a list of Excel, a letter, a PDF that others joined goes with it."""

# pylint: disable=translation-required
import io
import runpy
import zipfile

import openpyxl
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import tagged
from odoo.tools import file_path, mute_logger

from ...utils.files.words import words_of
from .erasure_common import ErasureCase

FIRST, LAST = "Melchior", "Quatrebarbes"


def table(*rows):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def zipped(name, text):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr(name, text)
    return out.getvalue()


def letter(first, last):
    """Return a document of Word in which a surname changes its type in the middle."""
    runs = f"<w:t>{first} {last[:4]}</w:t></w:r><w:r><w:t>{last[4:]}</w:t>"
    return zipped("word/document.xml", f"<w:p><w:r>{runs}</w:r></w:p>")


def note(first, last):
    text = f"<text:p>Vu {first}<text:s/><text:span>{last}</text:span></text:p>"
    return zipped("content.xml", text)


def printed(words):
    out = io.BytesIO()
    page = Canvas(out)
    page.drawString(50, 700, words)
    page.save()
    return out.getvalue()


def documents(first, last):
    return {
        "list.xlsx": table(["Nom", "Prénom"], [last, first]),
        "letter.docx": letter(first, last),
        "note.odt": note(first, last),
        "paper.pdf": printed(f"Attestation : {first} {last}"),
    }


@tagged("post_install", "-at_install", "security")
class TestErasureDocuments(ErasureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.somebody()

    def join(self, record, files):
        return self.env["ir.attachment"].create(
            [
                {"name": name, "raw": raw, "res_model": record._name}
                | {"res_id": record.id}
                for name, raw in files.items()
            ]
        )

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_documents_of_a_group_go(self):
        theirs = self.join(self.cohort, documents(FIRST, LAST))
        others = self.join(self.cohort, documents("Aude", "Valmy"))
        for file in others:
            with self.subTest(file.name):
                self.assertIn("Valmy", file.index_content)
        self.env["club.privacy.erasure"]._erase(self.person)
        self.assertFalse(theirs.exists().mapped("name"))
        self.assertEqual(others.exists(), others)

    def test_documents_of_the_version_before(self):
        file = self.join(self.cohort, {"list.xlsx": table([LAST, FIRST])})
        self.env.cr.execute(
            "UPDATE ir_attachment SET index_content = 'application' WHERE id = %s",
            [file.id],
        )
        self.env.invalidate_all()
        path = file_path("clubs_ambition/migrations/19.0.1.11.0/post-words.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.10.0")
        self.env.invalidate_all()
        self.assertIn(f"{LAST} {FIRST}", file.index_content)

    def test_what_is_broken_or_none_is_joined_all_the_same(self):
        for raw in (b"PK\x03\x04 broken", b"%PDF-1.4 broken", b"\xd0\xcf\x11\xe0 x"):
            self.assertEqual(words_of(raw), "")
            file = self.join(self.cohort, {"x": raw})
            self.assertEqual(file.raw, raw)
        self.assertEqual(words_of(b"\x89PNG"), "")
