from contextlib import closing

from markupsafe import Markup
from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, mute_logger

from ...models.tools import referred
from ...models.tools.ours import columns_to
from ...utils.races import alone

SETTLED = ("refused", "withdrawn", "expired", "obsolete")
TOLD = (
    "name",
    "company_registry",
    "phone",
    "email",
    "website",
    "contact_address_inline",
)


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts moves their story by SQL, and keeps all of it.

    Odoo settles the constraints of a table, not its unique *indexes*, and asks no
    Python constraint again. Hence, before it: what is counted from other rows is
    forgotten (made anew from them), what would be double is settled or refused in
    words; after it, what moved is checked as if it had been written.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if not dst_partner or dst_partner not in partners:
            dst_partner = self._get_ordered_partner(partners.ids)[-1:]
        kept, moved = {}, {}
        self._club_refuse_colleagues(partners)
        if 1 < len(partners) <= 3:
            sources = partners - dst_partner
            self._club_settle_candidacies(partners, dst_partner)
            self._club_forget_derived(sources)
            self._club_refuse_doubles(sources, dst_partner)
            kept = self._club_keep_words(partners, dst_partner)
            moved = self._club_rows_of(sources)
            referred.follow(sources, dst_partner)
            self.env["club.portfolio"]._merged(sources, dst_partner)
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        partners = partners.exists()
        if kept:
            dst_partner.write(kept["vals"])
            for body in kept["bodies"]:
                dst_partner.message_post(body=body)
        for name in ("club_last_contact_on", "club_duplicate_key"):
            self.env.add_to_compute(partners._fields[name], partners)
        self._club_check_moved(moved)
        return result

    # === WHAT MAY BE MERGED === #

    @alone("who comes to work here meanwhile has their own page")
    def _club_refuse_colleagues(self, partners):
        """Refuse to make an employer the contact of a colleague.

        sudo: who has an account is no secret.
        """
        employers = partners.filtered("club_employer")
        users = (
            (partners - employers).sudo().user_ids.filtered(lambda one: not one.share)
        )
        if employers and users:
            raise UserError(
                self.env._(
                    "%(user)s works here: what is written to them would go to "
                    "%(employer)s. Correct the contact instead.",
                    user=users[0].name,
                    employer=employers[0].display_name,
                )
            )

    def _club_forget_derived(self, sources):
        """Delete what is counted from other rows, which the merge moves."""
        for model, field in columns_to(self.env, "res.partner"):
            if getattr(model, "_club_derived", False):
                model.search([(field.name, "in", sources.ids)]).unlink()

    def _club_refuse_doubles(self, sources, dst_partner):
        """Try on our tables what Odoo will do, and take it back.

        :raise UserError: when a unique index or a check refuses it; Odoo would end
            in a crash, or delete the rows of the sources
        """
        for model, field in columns_to(self.env, "res.partner"):
            update = SQL(
                "UPDATE %(table)s SET %(column)s = %(kept)s WHERE %(column)s = ANY(%(ids)s::int[])",
                table=SQL.identifier(model._table),
                column=SQL.identifier(field.name),
                kept=dst_partner.id,
                ids=sources.ids,
            )
            try:
                # closing: rolls back in any case
                with mute_logger("odoo.sql_db"), closing(self.env.cr.savepoint()):
                    self.env.cr.execute(update)
            except IntegrityError as error:
                raise UserError(
                    self.env._(
                        "Nothing was merged, for both records have what only one may "
                        "have: %s End or correct one of the two, then merge again.",
                        model._sql_error_to_message(error),
                    )
                ) from error

    def _club_rows_of(self, partners):
        """Return ``{(model, field name): records}`` that name these contacts."""
        rows = {}
        for model, field in columns_to(self.env, "res.partner", extended=True):
            if model._name != "res.partner":
                domain = [(field.name, "in", partners.ids)]
                rows[model, field.name] = model.search(domain)
        return rows

    def _club_check_moved(self, moved):
        """Ask of what was moved by SQL what is asked of what is written.

        The reason may name records out of sight (sudo): it is not repeated.
        """
        try:
            for (_model, name), records in moved.items():
                if records := records.exists():
                    records._validate_fields({name})
        except ValidationError as error:
            raise UserError(
                self.env._(
                    "These records are not merged: what the clubs recorded of one does "
                    "not fit the other (a participant is neither a colleague nor an "
                    "employer). Choose records of the same person, or of the same "
                    "establishment."
                )
            ) from error

    # === WHAT WOULD BE DOUBLE === #

    def _club_settle_candidacies(self, partners, dst_partner):
        """Close what would be a second live candidacy of one person at one employer.

        Live twice for the same offer (or none), the one that went furthest stays,
        the older of equals; sudo: they may be of clubs out of sight. What cannot be
        withdrawn (a second hire) is left, and the merge refused.
        """
        funnel = self.env["club.candidacy"]._selection_funnel()
        rank = {state: place for place, (state, _label) in enumerate(funnel)}
        candidacies = (
            self.env["club.candidacy"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [("partner_id", "in", partners.ids), ("state", "not in", SETTLED)],
                order="id",
            )
        )
        groups = candidacies.grouped(lambda one: (one.participant_id, one.offer_id))
        for same in groups.values():
            kept = max(same, key=lambda one: (rank[one.state], -one.id))
            for candidacy in same - kept:
                if "withdrawn" not in candidacy._transitions[candidacy.state]:
                    continue
                candidacy.message_post(
                    body=self.env._(
                        "Withdrawn: %(employer)s and %(kept)s are one employer, where "
                        "this person already has a candidacy.",
                        employer=candidacy.partner_id.name,
                        kept=dst_partner.name,
                    )
                )
                candidacy.state = "withdrawn"

    def _club_keep_words(self, partners, dst_partner):
        """Return what the stock merge would drop: notes, second numbers, a refusal."""
        sources = partners - dst_partner
        notes = [note for note in (dst_partner | sources).mapped("comment") if note]
        vals = {"comment": Markup("<br/>").join(notes)} if len(notes) > 1 else {}
        if "stop" in partners.mapped("club_network_status"):
            vals["club_network_status"] = "stop"
        return {
            "vals": vals,
            "bodies": [self._club_told_source(one) for one in sources],
        }

    def _club_told_source(self, partner):
        lines = Markup().join(
            Markup("<li>%s: %s</li>")
            % (partner._fields[name]._description_string(self.env), partner[name])
            for name in TOLD
            if partner[name]
        )
        title = self.env._("Merged with this record:")
        return Markup("<p>%s</p><ul>%s</ul>") % (title, lines)
