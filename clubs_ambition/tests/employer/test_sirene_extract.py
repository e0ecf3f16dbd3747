from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ...models.employer.sirene_extract import HEADERS
from ..import_common import ImportCase

CONTEXT = {"default_club_employer": True, "default_is_company": True}
HEAD = (
    *("siren", "nic", "siret", "statutDiffusionEtablissement"),
    *("dateCreationEtablissement", "trancheEffectifsEtablissement"),
    *("denominationUniteLegale", "enseigne1Etablissement", "nomUniteLegale"),
    *("prenom1UniteLegale", "activitePrincipaleEtablissement"),
    *("numeroVoieEtablissement", "typeVoieEtablissement", "libelleVoieEtablissement"),
    *("codePostalEtablissement", "libelleCommuneEtablissement"),
    "etatAdministratifEtablissement",
)
OPEN = (
    *("998501423", "00011", "99850142300011", "O", "2015-01-01", "11"),
    *("HOTEL DU PORT", "", "", "", "55.10Z", "12", "RUE", "DE LA LOGE"),
    *("13002", "MARSEILLE 2", "A"),
)
CLOSED = (
    *("998502793", "00016", "99850279300016", "O", "1998-05-04", "NN"),
    *("", "LES PINS", "DURAND", "ANNE", "52.2E", "3", "AV", "DES PINS"),
    *("13013", "MARSEILLE 13", "F"),
)
CHOICES = (
    *("club.offer", "club.candidacy", "club.immersion", "crm.lead"),
    "club.proposal",
)
"""What proposes an establishment: a contact, a hire or a charter records a fact."""


@tagged("post_install", "-at_install")
class TestSireneExtract(ImportCase):
    """An extract of the register is recognised; who closed is proposed nowhere."""

    def _load(self, *rows, head=HEAD):
        text = "\n".join(",".join(row) for row in (head, *rows)).encode()
        return self._import(self.animateur, "res.partner", text, **CONTEXT)

    def test_its_lines_are_read(self):
        self.assertRecordValues(
            self._load(OPEN, CLOSED),
            [
                {
                    "name": "HOTEL DU PORT",
                    "company_registry": "99850142300011",
                    "ape_code": "55.10Z",
                    "headcount_band": "11",
                    "street": "12 RUE DE LA LOGE",
                    "zip": "13002",
                    "city": "MARSEILLE 2",
                    "club_closed": False,
                },
                {
                    "name": "LES PINS",
                    "company_registry": "99850279300016",
                    "ape_code": False,
                    "headcount_band": False,
                    "street": "3 AV DES PINS",
                    "zip": "13013",
                    "city": "MARSEILLE 13",
                    "club_closed": True,
                },
            ],
        )

    def test_who_asked_not_to_be_told_is_named_by_the_number(self):
        hidden = ["[ND]" if cell in OPEN[6:] and cell else cell for cell in OPEN]
        hidden[-1], hidden[10], hidden[14] = "A", "55.10Z", "13002"
        place = self._load(hidden)
        self.assertEqual(place.name, "Establishment 99850142300011")
        self.assertFalse(place.street)

    def test_what_no_register_says_is_told(self):
        strange = [*OPEN[:2], "9.98501E+13", *OPEN[3:-1], "X"]
        text = "\n".join(",".join(row) for row in (HEAD, strange)).encode()
        refusals = self._refusals(self.animateur, "res.partner", text, **CONTEXT)
        told = " ".join(sentence for _line, sentence in refusals)
        self.assertIn("a SIRET that the spreadsheet shortened", told)
        self.assertIn("neither A (active) nor F", told)

    def test_a_known_one_is_told_closed(self):
        place = self._load(OPEN)
        place.phone = "+33199005001"
        self.assertEqual(self._load([*OPEN[:-1], "F"]), place)
        self.assertTrue(place.club_closed)
        self.assertEqual(place.phone, "+33199005001")

    def test_a_closed_one_is_in_no_ranking(self):
        campaign = self.env["club.campaign"].create(
            {"name": "Hotels", "club_id": self.club.id, "radius_km": 20}
        )
        places = self._load(OPEN, CLOSED)
        places.club_department_id = self.club._department()
        ranked = self.env["club.campaign.ranking"]._ranked(campaign, limit=10**6)
        found = {row["partner_id"] for row in ranked} & set(places.ids)
        self.assertEqual(found, {places[0].id})

    def test_a_closed_one_is_presented_to_nobody(self):
        places = self._load(OPEN, CLOSED)
        journey = self.make_participant("Lina Moreau", "active")
        offers = self.env["club.offer"].create(
            [
                {"name": "Baker", "partner_id": one.id, "club_id": self.club.id}
                for one in places
            ]
        )
        around = self.env["club.offer"]._open_around(self.club)
        self.assertEqual(around & offers, offers[0])
        for given in ({"offer_ids": offers.ids}, {"partner_ids": places.ids}):
            proposal = self.env["club.proposal"].create(
                {"participant_ids": journey.ids, **given}
            )
            self.assertEqual(proposal.line_ids.partner_id, places[0])

    def test_no_form_that_proposes_offers_a_closed_one(self):
        """From the registry: every choice of an employer, in every form of ours."""
        asked = {"default_is_company", "default_club_employer"}
        views = self.env["ir.ui.view"].search(
            [("model", "in", CHOICES), ("type", "=", "form"), ("mode", "=", "primary")]
        )
        seen = set()
        for view in views.filtered(lambda one: one.key or one.get_external_id()):
            if not view.get_external_id()[view.id].startswith("clubs_ambition."):
                continue
            Model = self.env[view.model]
            for node in view._get_combined_arch().xpath("//field[@name]"):
                field = Model._fields.get(node.get("name"))
                context = node.get("context") or ""
                employer = all(word in context for word in asked)
                if field is None or not employer:
                    continue
                seen.add(view.model)
                domain = node.get("domain") or str(field.domain)
                places = self.env["res.partner"].new({"club_closed": True})
                self.assertIn(("club_closed", "=", False), safe_eval(domain), view.name)
                self.assertFalse(places.filtered_domain(safe_eval(domain)))
        self.assertLessEqual({*CHOICES} - {"club.proposal"}, seen)

    def test_each_header_is_one_word(self):
        for text in HEADERS.values():
            self.assertRegex(text, r"^[a-z0-9|]+$")
