from contextlib import closing, contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ...models.tools.ours import columns_to
from ...utils import clock
from ..common import ClubsCase

STOCK = "base.group_user,base.group_partner_manager"
UNIQUE = """
    SELECT i.indexrelid::regclass::text FROM pg_index i
      JOIN pg_class t ON t.oid = i.indrelid
     WHERE t.relname = %s AND i.indisunique
       AND pg_get_indexdef(i.indexrelid) ~ ('\\m' || %s || '\\M')
     UNION
    SELECT c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
     WHERE t.relname = %s AND c.contype IN ('c', 'u')
       AND pg_get_constraintdef(c.oid) ~ ('\\m' || %s || '\\M')
"""


class MergeCase(ClubsCase):
    """Employers known to one club, and persons, merged by both dialogs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = clock.today(cls.club)
        groups = "base.group_partner_manager,clubs_ambition.group_clubs_"
        cls.keeper, cls.far_keeper = (
            new_test_user(cls.env, login=login, groups=groups + role, lang="en_US")
            for login, role in (("t_keeper", "manager"), ("t_far", "animateur"))
        )
        cls.region.user_ids += cls.keeper
        cls.other_club.animateur_ids += cls.far_keeper
        cls.stock_keeper = new_test_user(
            cls.env, login="t_stock", groups=STOCK, lang="en_US"
        )

    @contextmanager
    def refused(self, words):
        """Expect a refusal in these words, after which nothing is changed."""
        with self.assertRaises(UserError) as caught:  # takes back what was done
            yield
        self.assertIn(words, str(caught.exception))

    def settle(self):
        self.env["club.kpi.stale"]._refresh()

    def clubs_dialog(self, partners, user=None):
        dialog = self.env["club.establishment.merge"].with_user(user or self.manager)
        dialog.create(
            {"partner_ids": partners.ids, "dst_partner_id": partners[0].id}
        ).action_merge()

    def stock_dialog(self, partners, user=None):
        dialog = (
            self.env["base.partner.merge.automatic.wizard"]
            .with_user(user or self.keeper)
            .with_context(active_model="res.partner", active_ids=partners.ids)
            .create({})
        )
        dialog.dst_partner_id = partners[0]
        dialog.action_merge()

    def know(self, partner):
        """Make one row of each kind that ties a club to an establishment."""
        journey = self.make_participant(f"For {partner.name}", "active")
        candidacy = self.make_candidacy(journey, employer=partner)
        common = {"partner_id": partner.id, "club_id": self.club.id}
        immersion = {
            "participant_id": journey.id,
            "partner_id": partner.id,
            "date_start": self.today - timedelta(days=20),
            "date_end": self.today - timedelta(days=10),
        }
        charter = self.env.ref("clubs_ambition.club_charter_districts")
        return [
            candidacy,
            self.env["club.contact"].create(common),
            self.env["club.offer"].create({"name": "Cook", **common}),
            self.env["crm.lead"].create({"name": partner.name, **common}),
            self.env["club.immersion"].create(immersion),
            self.env["club.charter.signature"].create(
                {"charter_id": charter.id, **common}
            ),
            self.env["club.placement"].create(
                {
                    "participant_id": journey.id,
                    "partner_id": partner.id,
                    "kind": "cdi",
                    "date_start": self.today - timedelta(days=5),
                }
            ),
        ]

    def figures(self):
        found = self.env["club.kpi"]._compute_indicators(
            self.club, self.today - timedelta(days=365), self.today, self.today
        )
        return {one.key: (one.numerator, one.denominator) for one in found}


@tagged("post_install", "-at_install")
class TestMergeEmployers(MergeCase):
    """Whatever the clubs recorded of two employers is of one, and nothing is lost."""

    def test_nobody_s_contact_nor_the_institution_is_an_employer(self):
        person = self.env["res.partner"].create({"name": "Luc Martin"})
        institution = self.env.company.partner_id
        self.assertTrue(institution.is_company)
        for other in (person, self.animateur.partner_id, institution):
            for partners in (self.employer | other, other | self.employer):
                with self.refused("not an establishment of the network"):
                    self.clubs_dialog(partners)
                self.assertEqual(len(partners.exists()), 2)

    def test_no_employer_becomes_the_contact_of_a_colleague(self):
        """By the stock's dialog: what is written to them would go to the employer."""
        mine = self.animateur.partner_id
        for partners in (self.employer | mine, mine | self.employer):
            with self.refused("works here"):
                self.stock_dialog(partners)
            self.assertEqual(len(partners.exists()), 2)

    def test_both_dialogs_merge_what_the_facts_know(self):
        for dialog in (self.clubs_dialog, self.stock_dialog):
            with self.subTest(dialog=dialog.__name__):
                kept, gone = self.env["res.partner"].create(
                    [
                        {"name": name, "is_company": True, "club_employer": True}
                        for name in ("Le Fournil", "Fournil (Le)")
                    ]
                )
                rows = [*self.know(kept), *self.know(gone)]
                self.settle()
                Tie = self.env["club.kpi.tie"]
                both = [("partner_id", "in", (kept + gone).ids)]
                self.assertEqual(Tie.search_count(both), 2)
                dialog(kept + gone)
                self.env.invalidate_all()
                self.assertFalse(gone.exists())
                for row in rows:
                    self.assertTrue(row.exists(), row._name)
                    self.assertEqual(row.partner_id, kept, row._name)
                told = self.figures()
                self.settle()
                self.assertEqual(self.figures(), told, "facts and rows agree")
                self.assertEqual(Tie.search_count(both), 1)
                self.env["club.kpi.span"].search([]).unlink()
                self.assertEqual(self.figures(), told, "and so does no fact at all")

    def test_what_was_moved_is_checked_as_if_it_was_written(self):
        def refuse(_offers, names, *_left_out):
            if "partner_id" in names:
                raise ValidationError("No")  # pylint: disable=translation-required

        kept, gone = self.employer, self.other_employer
        self.know(gone)
        with (
            patch.object(type(self.env["club.offer"]), "_validate_fields", refuse),
            self.refused("These records are not merged"),
        ):
            self.stock_dialog(kept | gone)
        self.assertTrue(gone.exists())

    def test_every_unique_index_on_a_partner_is_settled_or_refused(self):
        """Walk the registry: a new index without its pair below fails here."""
        wizard = self.env["base.partner.merge.automatic.wizard"]
        found = set()
        for model, field in columns_to(self.env, "res.partner"):
            columns = (model._table, field.name) * 2
            self.env.cr.execute(UNIQUE, columns)
            found |= {name for (name,) in self.env.cr.fetchall()}
        pairs = {
            "club_candidacy_one_live": self._two_candidacies,
            "club_kpi_tie_tie_uniq": self._two_ties,
        }
        # A link or a notice goes from one contact to another: it is somebody's still.
        kept = {"club_answer_link_one_answers", "club_privacy_notice_one_reads"}
        self.assertEqual(found - kept, set(pairs))
        for name, make in pairs.items():
            with self.subTest(index=name), closing(self.cr.savepoint()):
                rows = make()
                partners = rows.partner_id
                kept = [(row, row.partner_id) for row in rows]
                try:
                    with self.cr.savepoint():
                        wizard._merge(partners.ids, partners[0])
                        rows = rows.exists()
                        self.assertEqual(rows.partner_id, partners[0])
                except UserError as error:
                    self.assertIn("Nothing was merged", str(error))
                    self.env.invalidate_all()
                    self.assertEqual([(row, row.partner_id) for row in rows], kept)

    def _two_candidacies(self):
        journey = self.make_participant("Yanis", "active")
        return self.make_candidacy(journey) + self.make_candidacy(
            journey, employer=self.other_employer
        )

    def _two_ties(self):
        for partner in self.employer + self.other_employer:
            self.env["club.contact"].create(
                {"partner_id": partner.id, "club_id": self.club.id}
            )
        self.settle()
        return self.env["club.kpi.tie"].search([("club_id", "=", self.club.id)])

    def test_what_no_rule_settles_is_refused_and_kept(self):
        """Odoo lets an index crash, and deletes what a constraint refuses."""
        charter = self.env.ref("clubs_ambition.club_charter_districts")
        Signature = self.env["club.charter.signature"]
        signed = Signature.create(
            [
                {"charter_id": charter.id, "partner_id": partner.id}
                for partner in self.employer + self.other_employer
            ]
        )
        table = "club_charter_signature"
        for double in (
            f"CREATE UNIQUE INDEX twice_idx ON {table} (charter_id, partner_id)",
            f"ALTER TABLE {table} ADD CONSTRAINT twice UNIQUE (charter_id, partner_id)",
        ):
            with self.subTest(double=double), closing(self.cr.savepoint()):
                self.env.flush_all()
                self.env.cr.execute(double)
                with self.refused("Nothing was merged"):
                    self.clubs_dialog(self.employer + self.other_employer)
                self.assertEqual(len(signed.exists()), 2)

    def test_two_hires_of_one_person_are_not_withdrawn(self):
        journey = self.make_participant("Yanis", "active")
        first = self.make_candidacy(journey)
        first._record_hire(kind="cdi")
        second = self.make_candidacy(
            self.make_participant("Lina", "active"), employer=self.other_employer
        )
        second._record_hire(kind="cdi")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE club_candidacy SET participant_id = %s, hire_over = true "
            "WHERE id = %s",
            [journey.id, second.id],
        )
        self.env.invalidate_all()
        with self.refused("Nothing was merged"):
            self.clubs_dialog(self.employer + self.other_employer)
        self.assertEqual((first + second).mapped("state"), ["hired", "hired"])

    def test_stock_keepers_merge_employers(self):
        self._two_ties()
        self.stock_dialog(self.employer + self.other_employer, self.stock_keeper)
        self.assertFalse(self.other_employer.exists())


@tagged("post_install", "-at_install")
class TestMergeProspects(MergeCase):
    """Two prospects of one employer are one, with all that was recorded of both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_participant("Yanis", "active")
        cls.campaign = cls.env["club.campaign"].create(
            {"name": "Spring", "club_id": cls.club.id}
        )

    def prospect(self, **vals):
        return self.env["crm.lead"].create(
            {
                "name": "Boulangerie",
                "type": "opportunity",
                "club_id": self.club.id,
                "partner_id": self.employer.id,
                **vals,
            }
        )

    def test_every_record_of_ours_follows(self):
        job = self.env["club.occupation"].search([("kind", "=", "job")], limit=1)
        stages = self.env["crm.stage"].search([("for_clubs", "=", True)])
        kept = self.prospect(stage_id=stages[1].id, user_id=self.manager.id)
        gone = self.prospect(
            stage_id=stages[0].id,
            participant_ids=[Command.link(self.person.id)],
            occupation_ids=[Command.link(job.id)],
            club_campaign_id=self.campaign.id,
            channel="visit",
        )
        self.campaign.state = "running"
        common = {"lead_id": gone.id, "partner_id": self.employer.id}
        rows = {
            "club.contact": self.env["club.contact"].create(
                {"club_id": self.club.id, "outcome": "answered", **common}
            ),
            "club.offer": self.env["club.offer"].create(
                {"name": "Baker", "club_id": self.club.id, **common}
            ),
            "club.campaign.step": self.env["club.campaign.step"].create(
                {"lead_id": gone.id, "campaign_id": self.campaign.id}
            ),
        }
        walked = {model._name for model, _field in columns_to(self.env, "crm.lead")}
        self.assertEqual(walked, set(rows), "a model of the registry has no row here")
        head = (kept + gone).with_user(self.animateur).merge_opportunity()
        self.env.invalidate_all()
        self.assertEqual(head, kept)
        self.assertFalse(gone.exists())
        for name, row in rows.items():
            self.assertTrue(row.exists(), name)
            self.assertEqual(row.lead_id, kept, name)
        self.assertEqual(kept.club_id, self.club)
        self.assertEqual(kept.participant_ids, self.person)
        self.assertEqual(kept.occupation_ids, job)
        self.assertEqual(kept.club_campaign_id, self.campaign)
        self.assertEqual(kept.last_outcome, "answered")
        self.assertEqual(kept.channel, "visit")
        self.assertTrue(kept.basket)

    def test_prospects_of_others_are_not_merged(self):
        mine = self.prospect()
        stock = self.env["crm.lead"].create({"name": "S", "type": "opportunity"})
        far = self.prospect(club_id=self.other_club.id)
        for leads, user, error in (
            (mine + stock, self.coordinator, AccessError),
            (mine + stock, self.env.user, UserError),
            (mine + far, self.coordinator, UserError),
            (mine + far, self.animateur, AccessError),
            (
                mine + self.prospect(partner_id=self.other_employer.id),
                self.animateur,
                UserError,
            ),
        ):
            with self.subTest(user=user.login), self.assertRaises(error):
                leads.with_user(user).merge_opportunity()
        self.assertEqual(len((mine + stock + far).exists()), 3)

    def test_no_job_takes_a_prospect_for_a_duplicate(self):
        mine = self.prospect(email_from="azur@example.com")
        stock, twin = self.env["crm.lead"].create(
            [{"name": name, "email_from": "azur@example.com"} for name in "ST"]
        )
        found = stock._get_lead_duplicates(email="azur@example.com")
        self.assertEqual(found, stock + twin)
        self.assertEqual(mine._get_lead_duplicates(email="azur@example.com"), mine)
