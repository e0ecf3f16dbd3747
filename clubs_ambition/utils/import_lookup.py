"""What a spreadsheet names by a code or a label, found in the nomenclatures."""

import re
from contextlib import suppress
from difflib import get_close_matches
from functools import cached_property

from odoo.exceptions import UserError

from .import_cells import REMARK, plain, read_boolean

ROME_CODE = re.compile(r"\b([A-N]\d{4})\b")
QPV_CODE = re.compile(r"\b(Q[NP][0-9AB]{3,6}[0-9A-Z]{0,3})\b")
OUTSIDE = {"hors qpv", "hors quartier", "hors zone", "aucun", "neant"}
LEVELS = {
    "sans diplome": "VI",
    "cap": "NV5",
    "bep": "NV5",
    "cap bep": "NV5",
    "bepc": "C3A",
    "brevet": "C3A",
    "brevet des colleges": "C3A",
    "bac": "NV4",
    "baccalaureat": "NV4",
    "bac pro": "NV4",
    "bac 2": "NV3",
    "bts": "NV3",
    "dut": "NV3",
    "bts dut": "NV3",
    "bac 3": "NV2",
    "bac 4": "NV2",
    "licence": "NV2",
    "but": "NV2",
    "bac 5": "NV1",
    "master": "NV1",
    "doctorat": "NV1",
}


class CellError(ValueError):
    """A cell that cannot be read, with the sentence shown to whoever imports."""


class Lookup:
    """The nomenclatures as one import needs them, each read once."""

    def __init__(self, env):
        self.env = env
        self._known = {}

    def once(self, key, reader):
        """Return what ``reader`` finds, or raise what it raised, asking it once."""
        if key not in self._known:
            try:
                self._known[key] = reader()
            except (CellError, UserError) as error:
                self._known[key] = error
        if isinstance(found := self._known[key], Exception):
            raise found
        return found

    # === OCCUPATIONS === #

    @cached_property
    def _jobs(self):
        return self.env["club.occupation"].search([("kind", "=", "job")])

    @cached_property
    def _job_codes(self):
        return {job.code: job for job in self._jobs}

    @cached_property
    def _sheets(self):
        """Return ``{code of the sheet: jobs}``: files name a sheet as often as a job."""
        sheets = {}
        for job in self._jobs:
            sheets.setdefault(job.parent_id.code, []).append(job)
        return sheets

    @cached_property
    def _job_names(self):
        names = {}
        for job in self._jobs:
            for name in _gendered(job.name):
                names.setdefault(plain(name), []).append(job)
        return names

    def occupations(self, text):
        """Return the ids of jobs named by ROME codes or labels, in one cell.

        A label may hold a comma itself: the longest reading that is known wins.
        """
        for separators in (r"\n", r"[|;\n]", r"[|;,\n]"):
            parts = [part.strip() for part in re.split(separators, text)]
            parts = [part for part in parts if part]
            jobs = [self._job(part) for part in parts]
            if all(jobs):
                return [job.id for job in jobs]
        unknown = next(part for part, job in zip(parts, jobs, strict=True) if not job)
        raise CellError(self._unknown_job(unknown))

    def _job(self, text):
        code = ROME_CODE.search(text.upper())
        if code and not re.search("[|;,]", text):
            sheet = self._sheets.get(code[1], [])
            alone = sheet[0] if len(sheet) == 1 else None
            return self._job_codes.get(code[1]) or alone
        jobs = self._job_names.get(plain(text), [])
        return jobs[0] if len(jobs) == 1 else None

    def _unknown_job(self, text):
        code = ROME_CODE.search(text.upper())
        jobs = self._job_names.get(plain(text)) or (
            self._sheets.get(code[1]) if code else None
        )
        if jobs:
            return self._ambiguous(text, [job.display_name for job in jobs])
        close = get_close_matches(plain(text), self._job_names, n=3, cutoff=0.75)
        return self._unknown(
            self.env._("an occupation of the ROME"),
            text,
            [self._job_names[name][0].display_name for name in close],
        )

    # === DISTRICTS === #

    @cached_property
    def _districts(self):
        return self.env["club.district"].search([])

    @cached_property
    def _district_codes(self):
        return {district.code: district for district in self._districts}

    @cached_property
    def _district_names(self):
        names = {}
        for district in self._districts:
            names.setdefault(plain(district.name), []).append(district)
        return names

    def district(self, text, city=""):
        """Return ``{district_id, district_status}``; *oui*, *non*, *hors QPV* too.

        :param str city: the commune of the row, which may tell two districts apart
        """
        if plain(text) in OUTSIDE:
            return {"district_status": "out"}
        with suppress(ValueError):
            return {"district_status": "in" if read_boolean(text) else "out"}
        code = QPV_CODE.search(text.upper())
        if code and code[1] in self._district_codes:
            found = [self._district_codes[code[1]]]
        else:
            found = [] if code else self._named_districts(text, city)
        if len(found) != 1:
            names = [district.display_name for district in found[:8]]
            if found:
                raise CellError(self._ambiguous(text, names))
            raise CellError(self._unknown_district(text))
        return {"district_id": found[0].id, "district_status": "in"}

    def _named_districts(self, text, city):
        found = self._district_names.get(plain(text), [])
        here = [
            district
            for district in found
            if plain(city) in map(plain, district.commune_ids.mapped("name"))
        ]
        return here or found

    def _unknown_district(self, text):
        wanted = plain(text)
        names = [name for name in self._district_names if wanted and wanted in name]
        names = names[:3] or get_close_matches(
            wanted, self._district_names, n=3, cutoff=0.7
        )
        return self._unknown(
            self.env._("a priority district (QPV of 2024)"),
            text,
            [self._district_names[name][0].display_name for name in names],
        )

    # === LEVELS === #

    @cached_property
    def _levels(self):
        levels = {}
        for level in self.env["club.education.level"].search([]):
            names = (
                level.code,
                level.name,
                *level.name.split(" ou "),
                level.level_1969,
                *(level.level_2019 or "").split("-"),
            )
            for name in {plain(name) for name in names if name}:
                levels.setdefault(name, []).append(level)
        return levels

    def level(self, text):
        """Return the id of a level: FT code, level of 1969 or 2019, label, diploma."""
        key = plain(REMARK.sub(" ", text))
        for prefix in ("niveau ", "niv "):
            key = key.removeprefix(prefix)
        key = plain(LEVELS.get(key, key)).replace("v bis", "vbis")
        found = self._levels.get(key, [])
        if len(found) == 1:
            return found[0].id
        if found:
            names = [f"{level.name} ({level.code})" for level in found]
            raise CellError(self._ambiguous(text, names))
        raise CellError(
            self._unknown(self.env._("an education level"), text, ["NV5", "IV", "Bac"])
        )

    # === WORDS === #

    def one_of(self, text, records, kind, codes=()):
        """Return the record of a short list whose name (or other field) is written."""
        wanted = plain(text)
        for record in records:
            names = [record.display_name, *(record[name] for name in codes)]
            if wanted in {plain(name) for name in names if name}:
                return record
        raise CellError(
            self._unknown(kind, text, [record.display_name for record in records[:5]])
        )

    def _ambiguous(self, text, names):
        return self.env._(
            "“%(text)s” may mean several: %(names)s. Write the code.",
            text=text[:60],
            names=", ".join(names),
        )

    def _unknown(self, kind, text, names):
        if names:
            return self.env._(
                "“%(text)s” is not %(kind)s. For example: %(names)s.",
                text=text[:60],
                kind=kind,
                names=", ".join(names),
            )
        return self.env._("“%(text)s” is not %(kind)s.", text=text[:60], kind=kind)


def _gendered(name):
    """Return the ways to write a job: both genders, or each with what follows.

    ``Agent / Agente de propreté`` is also *Agent de propreté* and *Agente de propreté*.
    """
    left, slash, right = name.partition(" / ")
    if not slash:
        return {name}
    following = right.split()[len(left.split()) :]
    return {name, right, " ".join([left, *following])}
