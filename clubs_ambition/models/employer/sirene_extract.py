"""An extract of Insee's register Sirene, among the files of establishments.

Its headers are one word each (``etatAdministratifEtablissement``), its address is in
four columns, whoever asked not to be told is ``[ND]``, and half of its lines are closed:
those are recorded as such, so that nobody calls there nor enters them again.
"""

from ...utils.import_cells import plain
from ...utils.import_lookup import CellError

NOT_TOLD = "[ND]"
STATES = {
    **dict.fromkeys(("a", "actif", "active", "ouvert", "en activite"), False),
    **dict.fromkeys(("f", "c", "ferme", "fermee", "cesse", "cessee"), True),
}
"""Whether each administrative state means closed."""

HEADERS = {
    "sirene_state": "etatadministratifetablissement|etatadministratif|"
    "etatdeletablissement|etatadministratifdeletablissement",
    "name": "denominationunitelegale",
    "sirene_sign": "enseigne1etablissement",
    "sirene_usual": "denominationusuelleetablissement",
    "sirene_last_name": "nomunitelegale",
    "sirene_first_name": "prenom1unitelegale|prenomusuelunitelegale",
    "ape_code": "activiteprincipaleetablissement",
    "headcount_band": "trancheeffectifsetablissement",
    "sirene_number": "numerovoieetablissement",
    "sirene_repeat": "indicerepetitionetablissement",
    "sirene_way_type": "typevoieetablissement",
    "sirene_way": "libellevoieetablissement",
    "street2": "complementadresseetablissement",
    "zip": "codepostaletablissement",
    "city": "libellecommuneetablissement",
}
"""The headers of the register, as ``plain`` reads them."""

NAMES = ("sirene_sign", "sirene_usual", "sirene_first_name", "sirene_last_name")
STREET = ("sirene_number", "sirene_repeat", "sirene_way_type", "sirene_way")
COLUMNS = ("sirene_state", *NAMES, *STREET)
"""Columns that are no field: what they say goes to one."""


def labels(env):
    """Return ``{column: label}`` of those that are no field."""
    return {
        "sirene_state": env._("State of the establishment (Sirene)"),
        "sirene_sign": env._("Shop sign"),
        "sirene_usual": env._("Usual name"),
        "sirene_last_name": env._("Name of the self-employed"),
        "sirene_first_name": env._("First name of the self-employed"),
        "sirene_number": env._("Number in the street"),
        "sirene_repeat": env._("Repetition (bis, ter)"),
        "sirene_way_type": env._("Kind of street"),
        "sirene_way": env._("Name of the street"),
    }


def read_state(partners, row, name, text, lookup):
    if plain(text) not in STATES:
        raise CellError(
            partners.env._("“%s” is neither A (active) nor F (closed).", text[:60])
        )
    return {"club_closed": STATES[plain(text)]}


def read_part(partners, row, name, text, lookup):
    """Put a part of a name or an address aside: the whole line makes one of them."""
    row.notes[name] = text


READERS = {"sirene_state": read_state, **dict.fromkeys((*NAMES, *STREET), read_part)}
"""What reads a cell of each column."""


def is_extract(row):
    """Tell whether a line is one of the register."""
    return any(name in row.cells for name in COLUMNS)


def clean_rows(rows):
    """Leave out what the register does not tell; its headcounts are codes."""
    for row in filter(is_extract, rows):
        for name, cell in row.cells.items():
            if str(cell or "").strip() == NOT_TOLD:
                row.cells[name] = ""
        band = str(row.cells.get("headcount_band") or "").strip()
        if "headcount_band" in row.cells:
            row.notes["headcount_codes"] = True
            told = band not in ("", "NN")
            row.cells["headcount_band"] = band.zfill(2) if told else ""


def complete_row(partners, row):
    """Make the name and the street of a line of the register."""
    if not is_extract(row):
        return
    notes = row.notes
    if not row.vals.get("name"):
        person = " ".join(
            notes[name]
            for name in ("sirene_first_name", "sirene_last_name")
            if name in notes
        )
        siret = row.vals.get("company_registry")
        unnamed = siret and partners.env._("Establishment %s", siret)
        name = (
            notes.get("sirene_sign") or notes.get("sirene_usual") or person or unnamed
        )
        if name:
            row.vals["name"] = name
    if street := " ".join(notes[name] for name in STREET if name in notes):
        row.vals["street"] = street
