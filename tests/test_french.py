"""French is typeset, and says for everybody what it says.

A mark of two strokes opens no line, no sentence lacks one, no ending is in brackets.
"""

import re

import polib
import pytest
from lxml import etree
from typeset import ROOT, files, typeset

#: A sentence cut by a value keeps its mark with words: alone, it cannot be translated.
LONE = re.compile(r"[?!:;»«.…]*[?!:;»«][?!:;»«.…]*")
#: "embauché(e)", "profil(s)": nobody can read it aloud.
IN_BRACKETS = re.compile(r"[^\W\d_]\((?:e|s|es|ne|x|[a-z]*(?:rice|se|ère)s?)\)")


@pytest.mark.parametrize("path", files(), ids=lambda path: path.parts[-3])
def test_no_mark_opens_a_line(path):
    loose = [
        entry.msgstr
        for entry in polib.pofile(str(path))
        if typeset(entry.msgstr) != entry.msgstr
    ]
    assert not loose, f"run dev/python dev/typeset.py: {loose[:10]}"


@pytest.mark.parametrize("path", files(), ids=lambda path: path.parts[-3])
def test_no_ending_stands_in_brackets(path):
    doubled = [
        entry.msgstr
        for entry in polib.pofile(str(path))
        if IN_BRACKETS.search(entry.msgstr)
    ]
    assert not doubled, f"say it for everybody, without brackets: {doubled}"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Qui ?", "Qui\u202f?"),
        ("Qui? Lui ; elle", "Qui\u202f? Lui\u202f; elle"),
        ("Note : « vu »", "Note\u00a0: «\u00a0vu\u00a0»"),
        ("chez <b>%(name)s</b>?", "chez <b>%(name)s</b>\u202f?"),
        ("à 12:30, <a style='color: red; x'>ici</a>", None),
        ("<p>Aucun lien&nbsp;: rien&#8239;? Si</p>", None),
        ("https://example.org/?a=1 &amp; {{ a ; b }}", None),
    ],
)
def test_prose_is_typeset_and_code_is_not(typed, wanted):
    assert typeset(typed) == (wanted or typed)
    assert typeset(typeset(typed)) == typeset(typed)


def texts(path):
    """Yield ``(line, text)`` of what stands in or after the elements of a file."""
    for node in etree.parse(path).iter():
        if isinstance(node.tag, str):
            yield node.sourceline, (node.text or "").strip()
            yield node.sourceline, (node.tail or "").strip()


def test_no_mark_is_a_text_of_its_own():
    alone = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for path in ROOT.glob("*clubs_ambition*/**/*.xml")
        for line, text in texts(path)
        if LONE.fullmatch(text)
    ]
    assert not alone, f"give it words, or French has no space before it: {alone}"
