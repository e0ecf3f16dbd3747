import io
import json
import re
import zipfile
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.models import MAGIC_COLUMNS
from odoo.tools import (
    email_normalize,
    email_normalize_all,
    format_date,
    format_datetime,
    html2plaintext,
)

from ...utils import clock
from ...utils.json_words import in_words
from ...utils.personal_data import CONTACT, PARTICIPANT, PRESCRIBER, USER
from ..tools.ir_actions_report import NOTED

WHOSE = {
    "club.person": {PARTICIPANT},
    "res.partner": {CONTACT, PRESCRIBER},
    "res.users": {USER},
}
"""Whose fields each kind of person gets: nobody reads what is somebody else's."""

APART = (
    *("club.person.doubt", "club.privacy.look", "club.privacy.search"),
    "privacy.log",
)
"""Rows about two people: told in another way, or to neither."""

SECRETS = ("club.answer.key",)
SECRET = re.compile(
    r"token|digest|checksum|fname|passw|secret|key|session_identifier", re.IGNORECASE
)
"""Secrets, and places of files: they say nothing of anybody."""

ADDRESS = r"[^\s<>@,;\"]+@[^\s<>@,;\"]+"
NAMED_ADDRESS = rf"(?:[^<>@,;]*<{ADDRESS}>|{ADDRESS})"
ADDRESSES = re.compile(rf"\s*{NAMED_ADDRESS}(?:\s*[,;]\s*{NAMED_ADDRESS})*[\s,;]*")
"""A text made of e-mail addresses alone, with or without names before them."""

PEOPLE = ("res.partner", "res.users")

THEIRS = "club_own_addresses"
"""Name, in the context, of the addresses of the person the file is for."""

WIDE = 6
"""Columns that one page holds; beyond, a row is a list."""


class Section(NamedTuple):
    """The rows of one kind in a file, each ``{label: value}``."""

    name: str
    label: str
    columns: list
    rows: list
    purposes: list

    @property
    def wide(self):
        return len(self.columns) > WIDE


class ClubPrivacyFile(models.AbstractModel):
    """Make the file of a person who asks for it: PDF, JSON and papers, in one zip.

    From all that the map says is theirs (``club.privacy.map``), and nothing that is
    somebody else's. The file is kept nowhere; the log of exports says that it left.
    """

    _name = "club.privacy.file"
    _description = "File of somebody who asks for it"

    @api.model
    def _make(self, request):
        """Return ``(file name, zip)`` of an access request, and log that it leaves.

        sudo: the officer hands over what they may not read otherwise.
        """
        request._check_officer("access")
        lang = self.env["ir.http"]._club_page_lang(self.env)
        here = self.with_context(lang=lang)
        whom = request._whom()
        found = here._rows(whom)
        told = here._told(request, whom, found)
        papers = here._papers(found.get("ir.attachment"))
        content = here._zip(request, told, papers)
        self.env["club.export.log"]._log(
            door="access",
            res_model=whom._name,
            row_count=sum(len(section.rows) for section in told["sections"]),
            person_count=1,
            names_shown=True,
        )
        return f"dossier-{request.id}.zip", content

    # === WHAT IS TOLD === #

    @api.model
    def _rows(self, whom):
        """Return ``{model name: records}`` of theirs alone, in the order of the file."""
        found = self.env["club.privacy.map"]._records_of(whom)
        first = (whom._name, "club.participant")
        names = sorted(
            (name for name in found if name not in (*APART, *SECRETS)),
            key=lambda name: (
                first.index(name) if name in first else len(first),
                not name.startswith("club."),
                name,
            ),
        )
        context = {**self.env.context, "active_test": False, "bin_size": True}
        env = self.env(su=True, context=context)
        return {name: self._theirs(whom, found[name].with_env(env)) for name in names}

    @api.model
    def _theirs(self, whom, rows):
        """Leave out rows of Odoo that are of another contact: a follower, a guest.

        And what was tracked of whoever was in charge of them.
        """
        if self.env["club.leaving"]._is_ours(rows._name) or rows._name in PEOPLE:
            return rows
        for field in rows._fields.values():
            of_somebody = field.type == "many2one" and field.comodel_name == PEOPLE[0]
            if of_somebody and field.store and field.ondelete == "cascade":
                rows = rows.filtered(lambda row, name=field.name: row[name] == whom)
        if rows._name == "mail.tracking.value":
            rows = rows.filtered(lambda row: row.field_id.relation not in PEOPLE)
        return rows

    @api.model
    def _told(self, request, whom, found):
        """Return what PDF and JSON say."""
        self = self.with_context(**{THEIRS: self._own(whom)})
        sections = [self._section(whom, name, rows) for name, rows in found.items()]
        sections += self.env["club.privacy.account"]._sections(whom)
        sections = [section for section in sections if section.rows]
        keys = {key for section in sections for key in section.purposes}
        return {
            "title": self.env._("Your data at %s", self.env.company.name),
            "intro": self.env._(
                "%(who)s: request received on %(received)s, file made on %(made)s.",
                who=request.asked_by or "–",
                received=format_date(self.env, request.received_on),
                made=format_date(self.env, clock.today(self)),
            ),
            "sections": sections,
            "purposes": self._purposes(keys),
            "looks": self._looks(whom),
            "notice": self.env["club.privacy.notice"]._text_for(whom),
        }

    @api.model
    def _looks(self, whom):
        """Return who outside their club opened the file: persons are looked at."""
        if whom._name != "club.person":
            return []
        return [
            {**look, "day": format_date(self.env, look["day"])}
            for look in self.env["club.privacy.look"]._summary(whom)
            if look.get("outside", True)
        ]

    @api.model
    def _purposes(self, keys):
        """Return why the data is kept, on which basis, how long."""
        known = self.env["club.privacy.map"]._purposes()
        return [
            {
                "label": self._words(known[key].label),
                "basis": self._words(known[key].basis),
                "kept": self._kept(known[key]),
            }
            for key in known
            if key in keys
        ]

    @api.model
    def _kept(self, purpose):
        since = self._words(purpose.since)
        if not purpose.months:
            return since
        return self.env._(
            "%(months)s months from %(since)s", months=purpose.months, since=since
        )

    @api.model
    def _words(self, text):
        """Return words declared beside the models, in the language of the file."""
        return self.env._(text)

    @api.model
    def _section(self, whom, name, rows, also=()):
        """Return what one model tells; sudo: as :meth:`_make`.

        :param also: fields that the map leaves, told all the same
        """
        model = self.env[name]
        entries = {
            field: entry
            for field, entry in self.env["club.privacy.map"]._of_model(name).items()
            if entry.whose in WHOSE[whom._name] or self._is_about_any(name)
            if self._is_told(model, field)
        }
        labels = {
            field: model._fields[field]._description_string(self.env)
            for field in dict.fromkeys([*entries, *also])
        }
        lines = []
        for row in rows:
            values = {
                label: value
                for field, label in labels.items()
                if (value := self._value(row, field)) not in (None, "", False)
            }
            if values:
                lines.append(values)
        columns = list(dict.fromkeys(label for line in lines for label in line))
        label = self.env["ir.model"]._get(name).name
        purposes = list(dict.fromkeys(entry.purpose for entry in entries.values()))
        return Section(name, label, columns, lines, purposes)

    @api.model
    def _is_about_any(self, name):
        """Tell whether a model is Odoo's, whose rows are of whoever they are about."""
        ours = self.env["club.leaving"]._is_ours(name)
        return not ours and self.env["club.privacy.map"]._goes_whole(name)

    @api.model
    def _own(self, whom):
        """Return the addresses of whoever asks, former ones too, and where they log in."""
        keys = self.env["club.privacy.sweep"]._keys(whom.sudo())
        return frozenset(filter(None, map(email_normalize, keys)))

    @api.model
    def _is_told(self, model, name):
        """Tell whether a field says something to whoever reads the file.

        What points to a record of theirs is told by the record itself, and what only
        the code reads (keys) is no word on anybody.
        """
        field = model._fields[name]
        technical = field.groups in (NO_ACCESS, "base.group_system")
        if name in MAGIC_COLUMNS or technical or SECRET.search(name):
            return False
        if field.type in ("binary", "many2one_reference", "reference", "one2many"):
            return False
        if not field.relational:
            return True
        there = field.comodel_name
        if there in self.env["club.leaving"]._ways():
            return there == "club.session"
        return there == "res.partner" or not self._bears_any(there)

    @api.model
    def _bears_any(self, name):
        """Tell whether a model of Odoo is named after whoever it is about: a message,
        an appointment, a discussion, an account.
        """
        leaving = self.env["club.leaving"]
        if leaving._is_ours(name):
            return False
        about = leaving._pointers().get(name) or leaving._belongings().get(name)
        thread = issubclass(self.env.registry[name], self.env.registry["mail.thread"])
        return bool(about) or thread or name == "res.users"

    @api.model
    def _value(self, row, name):
        """Return a value in words."""
        field, value = row._fields[name], row[name]
        match field.type:
            case "selection":
                return dict(field._description_selection(self.env)).get(value)
            case "date":
                return value and format_date(self.env, value)
            case "datetime":
                zone = clock.zone_of(row)
                return value and format_datetime(self.env, value, tz=zone)
            case "boolean":
                return value and self.env._("Yes")
            case "html":
                return value and html2plaintext(value)
            case "many2one" | "many2many":
                return ", ".join(filter(None, (self._named(one) for one in value)))
            case "json":
                return value and in_words(value)
            case "float" | "integer" | "monetary":
                return value or None
            case "char" | "text":
                if name.startswith("state_") and "state" in row._fields:  # as it was
                    return self._value_of_state(row, value)
                return value if value and not self._is_elses(value) else None
        return value or None

    @api.model
    def _value_of_state(self, row, value):
        return dict(row._fields["state"]._description_selection(self.env)).get(value)

    @api.model
    def _is_elses(self, text):
        """Tell whether a text is an address of somebody else: who wrote, who was told."""
        if "@" not in text or not ADDRESSES.fullmatch(text):
            return False
        return not {*email_normalize_all(text)} <= self.env.context[THEIRS]

    @api.model
    def _named(self, record):
        """Return the name of what a row is about: of an employer, an offer, a job.

        What is named after somebody (a caseload) is told by no name; of people, where
        they work; of a session they came to, its day too.
        """
        if record._name == "res.partner":
            record = self._at(record)
        name = record._rec_name
        value = record[name] if name else record.display_name
        if record._name == "club.session":
            zone = clock.zone_of(record)
            value = f"{value} ({format_datetime(self.env, record.start, tz=zone)})"
        return value if isinstance(value, str) else ""

    @api.model
    def _at(self, partner):
        """Return the company of a contact; a company, or who is one alone, is itself."""
        for one in (partner, partner.commercial_partner_id):
            if one.is_company or one.club_employer:
                return one
        return partner.browse()

    # === PAPERS === #

    @api.model
    def _papers(self, files):
        """Return ``[(file name, content)]`` of the papers; sudo: as :meth:`_make`."""
        papers, names = [], self._paper_names(files or self.env["ir.attachment"])
        for file in files.with_context(bin_size=False) if files else ():
            content = file.raw if file.type == "binary" else b""
            if content:
                name = re.sub(r"[^\w. -]", "_", names[file.id])[-80:]
                papers.append((f"pieces/{len(papers) + 1:02}-{name}", content))
        return papers

    @api.model
    def _paper_names(self, files):
        """Return ``{id: name}`` of papers: that of a field is kept beside it."""
        names = {file.id: file.name for file in files}
        for (model, field), some in files.grouped(
            lambda file: (file.res_model, file.res_field)
        ).items():
            beside = f"{(field or '').removesuffix('_file')}_name"
            if field and beside in self.env.get(model, self)._fields:
                owners = self.env[model].sudo().browse(some.mapped("res_id"))
                told = {owner.id: owner[beside] for owner in owners}
                names |= {one.id: told[one.res_id] or one.name for one in some}
        return names

    # === THE ZIP === #

    @api.model
    def _zip(self, request, told, papers):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("dossier.pdf", self._pdf(request, told, papers))
            archive.writestr("dossier.json", self._json(told))
            for name, content in papers:
                archive.writestr(name, content)
        return out.getvalue()

    @api.model
    def _pdf(self, request, told, papers):
        """Return the paper; it is logged with the whole file."""
        report = self.env["ir.actions.report"].with_context(club_noted=NOTED)
        data = {"told": told, "papers": [name for name, _content in papers]}
        content, _kind = report._render_qweb_pdf(
            "clubs_ambition.club_privacy_request_report", request.ids, data
        )
        return content

    @api.model
    def _json(self, told):
        sections = [
            {"model": one.name, "label": one.label, "rows": one.rows}
            for one in told["sections"]
        ]
        return json.dumps(
            {**told, "sections": sections},
            ensure_ascii=False,
            indent=1,
            default=fields.Date.to_string,
        )
