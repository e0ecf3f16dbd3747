import re
import unicodedata
from functools import partial
from html import escape
from typing import NamedTuple

import phonenumbers

from odoo.tools import SQL

from ...utils.files import csv_text, spreadsheets
from ...utils.files.unreadable import Unreadable
from ...utils.identity import squeezed
from ...utils.import_cells import plain

ACCENTS = {
    "a": "àâäáãå",
    "c": "ç",
    "e": "éèêë",
    "i": "îïíì",
    "n": "ñ",
    "o": "ôöóòõ",
    "u": "ùûüú",
    "y": "ÿý",
    "'": "’",
}
"""A letter, and how it may be written: with or without its accent, in any case."""

BASES = {
    accented: base for base, all_of_it in ACCENTS.items() for accented in all_of_it
}

LIGATURES = {"œ": ["oe"], "æ": ["ae"], "ß": ["ss"]}

MARKS = "[\u0300-\u036f]"
"""Accents that stand after their letter, as files from some systems are named."""

BETWEEN = (
    "(?:(?:[\\s\u00a0\u202f,;]|\\s[-\u2013\u2014/:(]|&nbsp;|&#160;"
    "|\\\\u(?:00a0|202f)|\\\\[nt]|<[^<>]+>)+|[_.+]|%20)"
)
"""Between two words: spaces of any kind, a comma, a bracket, the cells of a table, tags;
or what stands for a space in the name of a file, in an address."""

JOINED = "(?:[_+]|%20)"
"""What stands for a space there, and in no sentence."""

LETTERS = r"[^\W\d_]+"

APART = r"[\s\u00a0\u202f./()-]*"
"""Between the digits of a phone, however it is written."""

ESCAPED = r"\\[nrt]"
"""The end of a line, or a tab, as JSON writes it: its letter begins no word."""

CODED = r"\\u0[0-9a-fA-F]{3}|(?:%[0-9a-fA-F]{2}){2}"
"""A letter with an accent, as JSON or an address writes it: which one is not asked."""

BEFORE = rf"(^|\W|_|%[0-9a-fA-F]{{2}}|{ESCAPED})"
AFTER = "(?![[:alnum:]@])"
"""What stands around a name: what is no letter, in the name of a file (``CV_…_2.pdf``)
and in a link (``q=…``) too. An e-mail address is a key: of whoever it is."""

SLUG = r"(?=/|-[0-9]|[-\w]*\.[[:alnum:]]{2,4}\M)"
"""What follows a name of which a hyphen joins the words, as in *cv-jean-roux.pdf*:
elsewhere *Jean-Roux* is somebody else's first name."""

PHONE_DIGITS = 9
"""A phone, without what stands before: a spreadsheet drops a zero."""

SHORTEST = 6
"""A shorter phone may be anything; a shorter name two words of a sentence: *un an, le jour*.
It is found as names are written (*An Le*, *AN LE*), or files called (*cv_an_le.pdf*)."""


class Identifiers(NamedTuple):
    """What somebody is named by: ``names`` may be somebody else's, ``keys`` are not."""

    names: frozenset
    keys: frozenset
    short: bool = False

    def parts(self):
        """Return what is searched at once: names of few letters by themselves."""
        short = frozenset(name for name in self.names if len(name) < SHORTEST)
        both = (
            Identifiers(self.names - short, self.keys),
            Identifiers(short, frozenset(), short=True),
        )
        return [one for one in both if one.names or one.keys]

    @property
    def matches(self):
        """Return the SQL of the operator by which the expressions are searched."""
        return SQL("~" if self.short else "~*")

    @property
    def flags(self):
        """Return the same for what is put in their place."""
        return "g" if self.short else "gi"

    def pattern(self):
        """Return the regular expression of all of them, as text or as HTML or JSON.

        None if there is none. A longer address is somebody else's: *jean.roux@x.fr* is
        not *roux@x.fr*. What stands before is found too, as ``\\1`` to ``\\4``: to look
        back at each letter takes a database a thousand times as long.
        """
        found = []
        for alone, before, after, written in self._shapes():
            forms = {form for word in alone for form in (word, escape(word))}
            parts = sorted({written(form) for form in forms})
            found += [f"{before}(?:{'|'.join(parts)}){after}"] if parts else []
        return "|".join(found) or None

    def _shapes(self):
        """Return ``(words, what is before, what is after, how they are written)``."""
        if self.short:
            return (
                (self.names, BEFORE, AFTER, capitalised),
                (self.names, BEFORE, AFTER, partial(in_any_case, JOINED)),
                (self.names, "([/_=])", AFTER, partial(in_any_case, "-")),
                (self.names, BEFORE, SLUG, partial(in_any_case, "-")),
            )
        words = self.names | self.keys
        return (
            (self.names, "([/_=])", AFTER, joined),
            (self.names, BEFORE, SLUG, joined),
            (
                {word for word in words if "@" in word},
                *(rf"(^|[^\w.+-]|(?:^|\W)[.+-]|{ESCAPED})", r"(?![.-]?\w)", re.escape),
            ),
            (
                {word for word in words if "@" not in word},
                *(BEFORE, AFTER, expression),
            ),
        )

    def sieve(self):
        """Return an expression that finds all that the pattern finds, and more, sooner.

        The longest word of each name, and nothing asked of what is around: most rows
        name nobody.
        """
        if self.short:
            names = self.names | set(map(escape, self.names))
            forms = {shape[-1](name) for shape in self._shapes() for name in names}
            return "|".join(sorted(forms))
        parts = {spelled(longest(name)) for name in self.names}
        for key in self.keys:
            if "@" in key:
                parts |= {re.escape(form) for form in (key, escape(key))}
            else:
                phone = phone_of(key)
                parts.add(national(phone) if phone else spelled(key))
        return "|".join(sorted(parts)) or None

    def numbers(self):
        """Return the expression of a phone that JSON has as a number; None if none is.

        What stands in its place is no text, or JSON would be none.
        """
        phones = filter(None, map(phone_of, self.keys))
        forms = {f"(?:{one.country_code})?{one.national_number}" for one in phones}
        told = "|".join(sorted(forms))
        return rf"([:\[,] ?)(?:{told})(?=[]}},])" if forms else None

    def lowered(self):
        """Return them as the database may compare them, whatever it knows of accents."""
        words = self.names | self.keys
        return sorted({form for word in words for form in lowered(word)})

    def of_keys(self):
        """Return the keys alone: what is searched where a name may be anybody's."""
        return Identifiers(frozenset(), self.keys)

    def named_in(self, content):
        """Tell whether a line of a table names somebody; what is no table may.

        First and last name are in two cells, in any order.
        """
        try:
            lines = lines_of(content)
        except Unreadable as error:
            return error.reason != "empty"
        names = [set(plain(name).split()) for name in self.names]
        keys = [
            squeezed(key)[0 if "@" in key else -PHONE_DIGITS :] for key in self.keys
        ]
        for line in lines:
            words = plain(line).split()
            together = "".join(words)
            if any(name <= {*words} for name in names if name):
                return True
            if any(key in together for key in keys if key):
                return True
        return False


def longest(name):
    """Return the longest word of a name."""
    words = re.findall(LETTERS, unicodedata.normalize("NFC", name))
    return max(words, key=len, default=name)


def expression(word):
    """Return the expression of a name, or of a phone."""
    return dialled(word) or spelled(word)


def dialled(word):
    """Return the expression of a phone in whatever form; None of what is no phone.

    With its country or without, with a first zero or without, in pairs or not.
    """
    if not (number := phone_of(word)):
        return None
    country = rf"(?:\+|00)?{APART}{number.country_code}{APART}0?{APART}"
    return rf"(?:{country}|0{APART})?{national(number)}"


def national(number):
    """Return the expression of the digits of a phone, its country apart."""
    return APART.join(str(number.national_number))


def phone_of(word):
    """Return the phone that a word is, as it is dialled in France; None of others."""
    if not any(letter.isdigit() for letter in word):
        return None
    try:
        return phonenumbers.parse(word, "FR")
    except phonenumbers.NumberParseException:
        return None


def e164(word):
    """Return one form of a phone, however it is written; None of what is none."""
    number = phone_of(word)
    form = phonenumbers.PhoneNumberFormat.E164
    return number and phonenumbers.format_number(number, form)


def spelled(word):
    """Return the expression of a name in whatever case, with accents or without.

    A database may know no case but that of ASCII; JSON writes accents as numbers.
    """
    return "".join(map(_written, unicodedata.normalize("NFC", word)))


def joined(name):
    """Return the expression of a name whose words hyphens join."""
    return "-".join(map(spelled, name.split()))


def capitalised(name):
    """Return the expression of a name as names are written: *An Le*, *AN LE*."""
    words = unicodedata.normalize("NFC", name).split()
    return BETWEEN.join(
        _capital(word[0]) + "".join(map(_in_any_case, word[1:])) for word in words
    )


def in_any_case(between, name):
    """Return the expression of a name, in whatever case, with this between its words."""
    words = unicodedata.normalize("NFC", name).split()
    return between.join("".join(map(_in_any_case, word)) for word in words)


def _capital(letter):
    base = BASES.get(letter.lower(), letter.lower())
    if not letter.isalpha():
        return _written(letter)
    alike = [one.upper() for one in base + ACCENTS.get(base, "")]
    return rf"(?:[{''.join(one for one in alike if len(one) == 1)}]{MARKS}?|{CODED})"


def _in_any_case(letter):
    written = _written(letter)
    plain_letter = letter.isalpha() and written == letter
    return f"[{letter.lower()}{letter.upper()}]" if plain_letter else written


def _written(letter):
    """Return the expression of a letter, however it is written."""
    small = letter.lower()
    base = BASES.get(small, small)
    if letter.isspace():
        return BETWEEN
    if letter == "-":
        return r"[-\s_.+]"
    if letter in '"\\':
        return rf"\\?{re.escape(letter)}"
    if base not in ACCENTS and letter.isascii():
        return re.escape(letter)
    alike = base + ACCENTS.get(base, "")
    alike += "".join(one.upper() for one in alike if len(one.upper()) == 1)
    others = "".join(f"|{word}" for word in LIGATURES.get(base, ()))
    return rf"(?:[{alike}]{MARKS}?|{CODED}{others})"


def lowered(word):
    """Return a word in small letters: all of them, and those of ASCII alone."""
    ascii_alone = "".join(one.lower() if one.isascii() else one for one in word)
    return {word.lower(), ascii_alone}


def lines_of(content):
    """Return the lines of a table, whatever its format.

    :raise Unreadable: when it is no table
    """
    kind = spreadsheets.kind_of(content)
    if kind == "csv":
        return csv_text.decode(content)[0].splitlines()
    sheets = spreadsheets.sheets_of(content, kind).values()
    return [" ".join(map(str, cells)) for rows in sheets for _line, cells in rows]
