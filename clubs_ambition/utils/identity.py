"""Whether two spellings are one name: accents, case, apostrophes, order aside."""

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
