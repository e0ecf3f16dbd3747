from markupsafe import Markup

from odoo import models

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
    """Merging contacts moves their story by SQL, and keeps all of it."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if not dst_partner or dst_partner not in partners:
            dst_partner = self._get_ordered_partner(partners.ids)[-1:]
        if 1 < len(partners) <= 3:
            self._settle_double_candidacies(partners, dst_partner)
            kept = self._keep_words(partners, dst_partner)
        else:
            kept = {}
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        partners = partners.exists()
        if kept:
            dst_partner.write(kept["vals"])
            for body in kept["bodies"]:
                dst_partner.message_post(body=body)
        for name in ("club_person", "club_last_contact_on", "club_duplicate_key"):
            self.env.add_to_compute(partners._fields[name], partners)
        return result

    def _settle_double_candidacies(self, partners, dst_partner):
        """Close what would be a second live candidacy of one person at one employer.

        Live twice for the same offer (or none), the one that went furthest stays,
        the older of equals; sudo: they may be of clubs out of sight.
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
                candidacy.message_post(
                    body=self.env._(
                        "Withdrawn: %(employer)s and %(kept)s are one employer, where "
                        "this person already has a candidacy.",
                        employer=candidacy.partner_id.name,
                        kept=dst_partner.name,
                    )
                )
                candidacy.state = "withdrawn"

    def _keep_words(self, partners, dst_partner):
        """Return what the stock merge would drop: notes, second numbers, a refusal."""
        sources = partners - dst_partner
        notes = [note for note in (dst_partner | sources).mapped("comment") if note]
        vals = {"comment": Markup("<br/>").join(notes)} if len(notes) > 1 else {}
        if "stop" in partners.mapped("club_network_status"):
            vals["club_network_status"] = "stop"
        return {"vals": vals, "bodies": [self._told_source(one) for one in sources]}

    def _told_source(self, partner):
        lines = Markup().join(
            Markup("<li>%s: %s</li>")
            % (partner._fields[name]._description_string(self.env), partner[name])
            for name in TOLD
            if partner[name]
        )
        title = self.env._("Merged with this record:")
        return Markup("<p>%s</p><ul>%s</ul>") % (title, lines)
