"""Whether two spellings are one name: accents, case, apostrophes, order aside."""

import re

from .import_cells import plain


def squeezed(text):
    """Return the letters of a name: *d’Angelo* and *DANGELO* are one."""
    return "".join(plain(text or "").split())


def orders(text):
    """Return a name in each order it may be told: *Léa Roux*, *Roux Léa*."""
    words = (text or "").split()
    return [" ".join(words[at:] + words[:at]) for at in range(len(words))]


def turns(text):
    """Return the letters of a name in each order it may be told."""
    words = plain(text or "").split()
    return {"".join(words[at:] + words[:at]) for at in range(len(words))}


def same_name(one, other):
    """Tell whether two whole names are the same, in whatever order."""
    return squeezed(one) in turns(other) or squeezed(other) in turns(one)


def same_first_name(first, last, whole):
    """Tell whether ``whole`` is the name of somebody whose first name is ``first``.

    The last name may have changed: then ``whole`` must be of two words, the first
    name before, so that *Jean Durand* is not *Jean-Pierre Durand*.
    """
    if same_name(f"{first or ''} {last or ''}", whole):
        return True
    if not first or not last:
        return False
    known, family = squeezed(whole), squeezed(last)
    if known.endswith(family) or known.startswith(family):
        return False
    words = plain(whole).split()
    return len(words) == 2 and words[0] == squeezed(first)


def canonical(text):
    """Return one form of a name whatever its order: *Léa Roux* and *ROUX Léa* are one."""
    letters = squeezed(text)
    return min((letters[at:] + letters[:at] for at in range(len(letters))), default="")


def initials(name):
    """Return the two letters that stand for a person on a disc."""
    words = (name or "?").replace("-", " ").split()
    return "".join(word[0] for word in words[:2]).upper()


def masked(text, first, last):
    """Return a text with initials in the place of a name, whole or not.

    Alone, a first or last name is found as it is written: *rose* is no *Rose*.
    """
    names = [name.strip() for name in (first, last) if name and name.strip()]
    if not text or not names:
        return text
    alone = [re.escape(name) for name in names]
    known = [rf"(?i:{one}\s+{other})" for one in alone for other in alone] + alone
    letters = {name: initials(name) for name in names}
    whole = ". ".join(letters.values()) + "."
    found = re.compile(rf"(?<!\w)(?:{'|'.join(known)})(?!\w)")
    return found.sub(
        lambda match: f"{letters[match[0]]}." if match[0] in letters else whole, text
    )


def split_name(text):
    """Return ``(first name, last name)`` of a name written whole.

    Words in capitals are the last name; else the last word is.
    """
    words = (text or "").split()
    if len(words) < 2:
        return "", " ".join(words)
    capitals = [word for word in words if word.isupper() and len(plain(word)) > 1]
    if not capitals or len(capitals) == len(words):
        return " ".join(words[:-1]), words[-1]
    first = [word for word in words if word not in capitals]
    return " ".join(first), " ".join(capitals)
