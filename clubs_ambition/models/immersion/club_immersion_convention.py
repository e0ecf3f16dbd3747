from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_duration

CONTENT = (
    "kind",
    "purpose",
    "aims",
    "assessment_means",
    "date_start",
    "date_end",
    "hours_total",
    "hours_week",
    "promised_kind",
    "promised_months",
    "training_way",
    "timetable",
    "tasks",
    "occupation_id",
    "place",
    "protective_equipment",
    "safety_measures",
    "beneficiary_status",
    "current_employer",
    "emergency_contact",
    "legal_representative",
    "host_legal_form",
    "host_registered_on",
    "host_agreement",
    "host_representative",
    "host_representative_function",
    "tutor_name",
    "tutor_function",
    "tutor_phone",
    "prescriber_name",
    "prescriber_address",
    "prescriber_legal_form",
)
"""What is printed and signed: changing it means signing again."""

PAPERS = ("pmsmp", "poei")
"""Kinds with a paper of the club: an alternance is a contract, on its own Cerfa."""

SIGNATURES = {
    "beneficiary": "signed_beneficiary_on",
    "host": "signed_host_on",
    "prescriber": "signed_prescriber_on",
    "employer": "signed_employer_on",
    "representative": "signed_representative_on",
}


class ClubImmersion(models.Model):
    """What the convention says (art. D5135-2), and who signed it.

    The beneficiary's address, date of birth and status stand on it because the
    decree asks for them; nothing else of what the club knows of the person does.
    """

    _inherit = "club.immersion"

    # purpose
    purpose = fields.Selection(
        [
            ("discover", "Discover a job or a line of business"),
            ("confirm", "Confirm a project"),
            ("recruit", "Initiate a recruitment"),
        ],
        tracking=True,
        string="Object",
        help="One of the three of art. L5135-1.",
    )
    aims = fields.Text(string="Precise aims")
    assessment_means = fields.Text(string="How the aims are assessed")
    tasks = fields.Text(help="What the person does, to learn what is aimed at.")
    timetable = fields.Text(help="Days and hours of presence.")
    place = fields.Char(
        compute="_compute_place", store=True, readonly=False, string="Place of work"
    )
    protective_equipment = fields.Char()
    safety_measures = fields.Text(string="Hygiene and safety measures")

    # parties
    beneficiary_status = fields.Selection(
        [
            ("job_seeker", "Job seeker"),
            ("job_seeker_rsa", "Job seeker, receives the RSA"),
            ("employee", "Employee"),
            ("employee_rsa", "Employee, receives the RSA"),
            ("other", "Other"),
        ],
        default="job_seeker",
        string="Status of the participant",
    )
    current_employer = fields.Char(
        help="Name and address: an employer of the person signs too (art. D5135-1)."
    )
    emergency_contact = fields.Char(help="Name and phone number.")
    legal_representative = fields.Char(
        help="Parent or guardian of a person under 18, who signs too (art. 388-1-1 of "
        "the Civil Code)."
    )
    host_legal_form = fields.Char(string="Legal form of the host")
    host_registered_on = fields.Date(string="Registration date of the host")
    host_agreement = fields.Char(
        string="Collective agreement of the host", help="Its name, or “none”."
    )
    host_representative = fields.Char(string="Signs for the host")
    host_representative_function = fields.Char(string="Function of who signs")
    tutor_name = fields.Char(string="Tutor")
    tutor_function = fields.Char(string="Function of the tutor")
    tutor_phone = fields.Char(string="Phone of the tutor")
    prescriber_name = fields.Char(
        compute="_compute_prescriber_name",
        store=True,
        readonly=False,
        string="Prescriber",
    )
    prescriber_address = fields.Char(
        compute="_compute_prescriber_address",
        store=True,
        readonly=False,
        string="Address of the prescriber",
    )
    prescriber_legal_form = fields.Char(
        default=lambda self: self.env._("Public institution"),
        string="Legal form of the prescriber",
    )

    @api.depends("partner_id")
    def _compute_place(self):
        for immersion in self:
            immersion.place = self._postal(immersion.partner_id) or immersion.place

    @api.depends("club_id")
    def _compute_prescriber_name(self):
        company = self.env.company.name
        for immersion in self:
            agency = immersion.club_id.territory_id.name
            immersion.prescriber_name = agency and f"{company}, {agency}"

    @api.depends("club_id")
    def _compute_prescriber_address(self):
        for immersion in self:
            immersion.prescriber_address = self._postal(
                immersion.club_id
            ) or self._postal(self.env.company.partner_id)

    @api.model
    def _postal(self, record):
        """Return the address of a contact or a club in one line, or ``False``."""
        town = f"{record.zip or ''} {record.city or ''}".strip()
        return ", ".join(filter(None, [record.street, town])) or False

    def write(self, vals):
        """Write what comes with a signature first: the rules judge it too."""
        self._check_content_written(vals)
        others = {name: value for name, value in vals.items() if name != "state"}
        if vals.get("state") == "signed" and others:
            super().write(others)
            vals = {"state": "signed"}
        return super().write(vals)

    def _check_content_written(self, vals):
        names = [name for name in vals if name in (*CONTENT, *SIGNATURES.values())]
        if not names or not self._is_guarded() or vals.get("state") == "draft":
            return
        for immersion in self.filtered(lambda one: one.state != "draft"):
            for name in names:
                field = self._fields[name]
                cached = field.convert_to_cache(vals[name], immersion)
                new = field.convert_to_record(cached, immersion)
                if (new or False) != (immersion[name] or False):
                    raise UserError(
                        self.env._(
                            "“%(field)s” stands in the signed convention of "
                            "%(immersion)s: put it back to sign, then change it.",
                            field=self._guard_label(name),
                            immersion=immersion.display_name,
                        )
                    )

    # === WORDS === #

    def _missing_content(self):
        """Return the labels of what art. D5135-2 asks for and is not told yet."""
        self.ensure_one()
        host, person = self.partner_id, self.sudo().person_id
        words = {
            self.env._("address of the participant"): self._postal(person),
            self.env._("date of birth"): self.participant_id.birth_date,
            self.env._("status of the participant"): self.beneficiary_status,
            self.env._("address of the host"): self._postal(host),
            self.env._("SIRET of the host"): host.company_registry,
            self.env._("activity of the host"): host.ape_code or host.club_naf_id,
            self.env._("legal form of the host"): self.host_legal_form,
            self.env._("registration date of the host"): self.host_registered_on,
            self.env._("collective agreement of the host, or “none”"): (
                self.host_agreement
            ),
            self.env._("who signs for the host, with a function"): (
                self.host_representative and self.host_representative_function
            ),
            self.env._("prescriber"): self.prescriber_name,
            self.env._("address of the prescriber"): self.prescriber_address,
            self.env._("legal form of the prescriber"): self.prescriber_legal_form,
            self.env._("adviser"): self.participant_id.animateur_id,
            self.env._("hours of presence"): self.hours_total,
            self.env._("place of work"): self.place,
            self.env._("tasks"): self.tasks,
            self.env._("timetable"): self.timetable,
            self.env._("how the aims are assessed"): self.assessment_means,
        }
        if (self.beneficiary_status or "").startswith("employee"):
            words[self.env._("current employer")] = self.current_employer
        if self._is_minor():
            label = self.env._("legal representative of a person under 18")
            words[label] = self.legal_representative
        return [label for label, known in words.items() if not known]

    @api.model
    def _signature_fields(self):
        return list(SIGNATURES.values())

    def _parties(self):
        """Return the fields of the signatures this convention needs."""
        if self.kind not in PAPERS:
            return []
        more = {
            "signed_employer_on": self.current_employer,
            "signed_representative_on": self.legal_representative or self._is_minor(),
        }
        return [name for name in self._signature_fields() if more.get(name, True)]

    def _convention_words(self):
        """Return what the paper prints that is not a field of its own.

        :raise UserError: for a kind whose paper is not the club's
        """
        self.ensure_one()
        if self.kind not in PAPERS:
            raise UserError(
                self.env._(
                    "An alternance is an employment contract: it is signed on the Cerfa "
                    "of its own (12434 for a professionalisation, 10103 for an "
                    "apprenticeship), not here."
                )
                if self.kind == "work_study"
                else self.env._("This measure has ended: it has no paper any more.")
            )
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "title": kinds[self.kind],
            "dates": self._words_dates(),
            "hours": self._words_hours(),
            "person_address": self._postal(self.person_id) or "",
            "host_address": self._postal(self.partner_id) or "",
            "host_activity": " ".join(
                filter(
                    None, [self.partner_id.ape_code, self.partner_id.club_naf_id.name]
                )
            ),
            "club_address": self._postal(self.club_id) or self.prescriber_address or "",
            "signatures": [
                {
                    "label": self._guard_label(name),
                    "who": self._signatory(name),
                    "on": self[name],
                }
                for name in self._parties()
            ],
        }

    def _words_dates(self):
        return self.env._(
            "from %(start)s to %(end)s",
            start=format_date(self.env, self.date_start),
            end=format_date(self.env, self.date_end),
        )

    def _words_hours(self):
        total, week = (
            format_duration(hours) for hours in (self.hours_total, self.hours_week)
        )
        if not self.hours_week:
            return total
        return self.env._("%(total)s, %(week)s a week", total=total, week=week)

    def _signatory(self, name):
        return {
            "signed_beneficiary_on": self.participant_id.name,
            "signed_host_on": self.host_representative,
            "signed_prescriber_on": self.participant_id.animateur_id.name,
            "signed_employer_on": self.current_employer,
            "signed_representative_on": self.legal_representative,
        }[name] or ""
