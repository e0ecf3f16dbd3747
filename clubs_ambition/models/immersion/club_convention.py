from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_duration

from ...utils.races import alone, holding
from .rules.host import month_after
from .rules.lines import dates_text
from .rules.person import is_minor

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

PURPOSES = [
    ("discover", "Discover a job or a line of business"),
    ("confirm", "Confirm a project"),
    ("recruit", "Initiate a recruitment"),
]
STATUSES = [
    ("job_seeker", "Job seeker"),
    ("job_seeker_rsa", "Job seeker, receives the RSA"),
    ("employee", "Employee"),
    ("employee_rsa", "Employee, receives the RSA"),
    ("other", "Other"),
]

PAPERS = ("pmsmp", "poei")
"""Kinds with a paper of the club: an alternance is a contract, on its own Cerfa."""

SIGNATURES = (
    "signed_beneficiary_on",
    "signed_host_on",
    "signed_prescriber_on",
    "signed_employer_on",
    "signed_representative_on",
)


class ClubConvention(models.AbstractModel):
    """The paper of an immersion: what it says (art. D5135-2), and who signs it.

    The beneficiary's address, date of birth and status stand on it because the
    decree asks for them; nothing else of what the club knows of the person does.
    What is entered stands on ``club.immersion``, which the methods take.
    """

    _name = "club.convention"
    _description = "Convention of an immersion"

    # === CONTENT === #

    @api.model
    def _missing(self, immersion):
        """Return the labels of what art. D5135-2 asks for and is not entered yet."""
        immersion.ensure_one()
        return [
            label
            for label, known in {
                **self._parties_content(immersion),
                **self._stay_content(immersion),
            }.items()
            if not known
        ]

    @api.model
    def _parties_content(self, immersion):
        """Return ``{label: value}`` of what the convention says of its parties."""
        host, person = immersion.partner_id, immersion.sudo().person_id
        return {
            self.env._("address of the participant"): self._postal(person),
            self.env._("date of birth"): immersion.participant_id._born_on(),
            self.env._("status of the participant"): immersion.beneficiary_status,
            self.env._("address of the host"): self._postal(host),
            self.env._("SIRET of the host"): host.company_registry,
            self.env._("activity of the host"): host.ape_code or host.club_naf_id,
            self.env._("legal form of the host"): immersion.host_legal_form,
            self.env._("registration date of the host"): immersion.host_registered_on,
            self.env._("collective agreement of the host, or “none”"): (
                immersion.host_agreement
            ),
            self.env._("who signs for the host, with a function"): (
                immersion.host_representative and immersion.host_representative_function
            ),
            self.env._("prescriber"): immersion.prescriber_name,
            self.env._("address of the prescriber"): immersion.prescriber_address,
            self.env._("legal form of the prescriber"): (
                immersion.prescriber_legal_form
            ),
            self.env._("adviser"): immersion.participant_id.animateur_id,
        }

    @api.model
    def _stay_content(self, immersion):
        """Return ``{label: value}`` of what the convention says of the stay."""
        content = {
            self.env._("hours of presence"): immersion.hours_total,
            self.env._("place of work"): immersion.place,
            self.env._("tasks"): immersion.tasks,
            self.env._("timetable"): immersion.timetable,
            self.env._("how the aims are assessed"): immersion.assessment_means,
        }
        if (immersion.beneficiary_status or "").startswith("employee"):
            content[self.env._("current employer")] = immersion.current_employer
        if is_minor(immersion):
            label = self.env._("legal representative of a person under 18")
            content[label] = immersion.legal_representative
        return content

    @api.model
    def _give_signatures_back(self, immersions, values):
        """Give back the signatures of a paper that did not change: rules read them.

        :param dict values: what the move that is undone had written over
        """
        signed = {name: values[name] for name in SIGNATURES if name in values}
        if signed:
            immersions.write(signed)

    @api.model
    def _check_unchanged(self, immersions, vals):
        """Refuse to change a word of a signed agreement."""
        names = [name for name in vals if name in (*CONTENT, *SIGNATURES)]
        if (
            not names
            or not immersions._is_guarded(*names)
            or vals.get("state") == "draft"
        ):
            return
        for immersion in immersions.filtered(lambda one: one.state != "draft"):
            for name in names:
                field = immersion._fields[name]
                cached = field.convert_to_cache(vals[name], immersion)
                new = field.convert_to_record(cached, immersion)
                if (new or False) != (immersion[name] or False):
                    raise UserError(
                        self.env._(
                            "“%(field)s” stands in the signed convention of "
                            "%(immersion)s: put it back to sign, then change it.",
                            field=immersion._guard_label(name),
                            immersion=immersion.display_name,
                        )
                    )

    # === PARTIES === #

    @api.model
    def _parties(self, immersion):
        """Return the fields of the signatures this convention needs."""
        if immersion.kind not in PAPERS:
            return []
        minor = immersion.legal_representative or is_minor(immersion)
        more = {
            "signed_employer_on": immersion.current_employer,
            "signed_representative_on": minor,
        }
        return [name for name in SIGNATURES if more.get(name, True)]

    @api.model
    def _signatory(self, immersion, name):
        return {
            "signed_beneficiary_on": immersion.participant_id.name,
            "signed_host_on": immersion.host_representative,
            "signed_prescriber_on": immersion.participant_id.animateur_id.name,
            "signed_employer_on": immersion.current_employer,
            "signed_representative_on": immersion.legal_representative,
        }[name] or ""

    @api.model
    @holding("participant_id")
    def _check_parties(self, immersion):
        """Check that the club and the candidacy are the journey's.

        :raise ValidationError: whatever a caller sends
        """
        self._check_candidacy(immersion)
        if immersion.club_id != immersion.participant_id.club_id:
            raise ValidationError(
                self.env._("An immersion belongs to the club of its participant.")
            )

    @api.model
    @alone("a candidacy keeps its journey and its employer")
    def _check_candidacy(self, immersion):
        """Refuse a candidacy of another person, or with another employer."""
        candidacy = immersion.candidacy_id
        same = (
            candidacy.participant_id == immersion.participant_id
            and candidacy.partner_id == immersion.partner_id
        )
        if candidacy and not same:
            raise ValidationError(
                self.env._(
                    "“%s” is the candidacy of somebody else, or to another "
                    "employer: choose the right one, or none.",
                    candidacy.display_name,
                )
            )

    @api.model
    def _postal(self, record):
        """Return the address of a contact or a club in one line, or ``False``."""
        town = f"{record.zip or ''} {record.city or ''}".strip()
        return ", ".join(filter(None, [record.street, town])) or False

    # === PAPER === #

    @api.model
    def _print_values(self, immersion):
        """Return what the paper prints that is not a field of its own.

        :raise UserError: for a kind whose paper is not the club's
        """
        immersion.ensure_one()
        self._check_paper(immersion)
        kinds = dict(immersion._fields["kind"]._description_selection(self.env))
        host = immersion.partner_id
        activity = [host.ape_code, host.club_naf_id.name]
        renewed = immersion.renewal_of_id
        return {
            "title": kinds[immersion.kind],
            "dates": dates_text(immersion),
            "renewed_dates": renewed and dates_text(renewed),
            "hours": self._hours_text(immersion),
            "person_address": self._postal(immersion.sudo().person_id) or "",
            "host_address": self._postal(host) or "",
            "host_activity": " ".join(filter(None, activity)),
            "club_address": self._postal(immersion.club_id)
            or immersion.prescriber_address
            or "",
            "signatures": self._signature_lines(immersion),
        }

    @api.model
    def _signature_lines(self, immersion):
        return [
            {
                "label": immersion._guard_label(name),
                "who": self._signatory(immersion, name),
                "on": immersion[name],
            }
            for name in self._parties(immersion)
        ]

    @api.model
    def _check_paper(self, immersion):
        if immersion.kind in PAPERS:
            return
        raise UserError(
            self.env._(
                "An alternance is an employment contract: it is signed on the Cerfa "
                "of its own (12434 for a professionalisation, 10103 for an "
                "apprenticeship), not here."
            )
            if immersion.kind == "work_study"
            else self.env._("This measure has ended: it has no paper any more.")
        )

    @api.model
    def _hours_text(self, immersion):
        total, week = (
            format_duration(hours)
            for hours in (immersion.hours_total, immersion.hours_week)
        )
        if not immersion.hours_week:
            return total
        return self.env._("%(total)s, %(week)s a week", total=total, week=week)

    # === RENEWAL === #

    @api.model
    def _renew(self, immersion):
        """Create the renewal: same host, object and aims, from the next day on."""
        start = fields.Date.add(immersion.ended_on or immersion.date_end, days=1)
        return immersion.copy(
            {
                "renewal_of_id": immersion.id,
                "date_start": start,
                "date_end": month_after(start),
            }
        )
