from unittest.mock import patch

from odoo.tests import tagged

from .test_absence import AbsenceCase


@tagged("post_install", "-at_install")
class TestMeanwhile(AbsenceCase):
    """What happens during an absence goes to who stands in, and comes back."""

    def merged(self, kept, gone):
        """Merge two records as their screens do."""
        if kept._name == "crm.lead":
            return (kept | gone)._merge_opportunity()
        dialog = self.env["base.partner.merge.automatic.wizard"]
        dialog._merge((kept | gone).ids, kept)
        return kept

    def test_it_comes_back_as_what_it_became(self):
        prospect = {"name": "Double", "partner_id": self.employer.id}
        prospect |= {"club_id": self.club.id, "user_id": self.mate.id}
        stages = self.env["crm.stage"].search([("for_clubs", "=", True)])
        prospect |= {"stage_id": stages[1].id, "type": "opportunity"}
        for field, kept in (
            ("lead", self.env["crm.lead"].create(prospect)),
            (
                "employer",
                self.env["res.partner"].create(
                    {"name": "Double", "is_company": True, "club_employer": True}
                ),
            ),
        ):
            gone = getattr(self, field)
            charge = kept._handed_over[0]
            with self.subTest(field):
                self.declare()
                self.assertEqual(gone[charge], self.mate)
                left = self.merged(kept, gone)
                self.later(14)
                self.assertEqual((kept | gone).exists(), kept)
                self.assertEqual(left[charge], self.me)

    def test_what_did_not_arrive_leads_to_what_it_became(self):
        """In each model of ours that leads to a record by a model and an id."""
        kept = self.employer.copy({"name": "Double"})
        led = {}
        for name, model in self.env.registry.items():
            ways = self.env[name]._club_referring_fields()
            if model._original_module == "clubs_ambition" and model._auto and ways:
                led[name] = ways
        self.assertEqual(set(led), {"club.undelivered"})
        row = self.env["club.undelivered"].create(
            {
                "res_model": "res.partner",
                "res_id": self.employer.id,
                "club_id": self.club.id,
                "reason": "none",
            }
        )
        self.merged(kept, self.employer)
        self.assertEqual(row._record(), kept)

    def test_what_follows_by_itself_or_by_hand_is_for_who_stands_in(self):
        self.declare()
        kinds = self.env["mail.activity.type"]
        about = {"res_model": "club.participant", "default_user_id": self.me.id}
        then = kinds.create({"name": "Then", **about})
        first = {"chaining_type": "trigger", "triggered_next_type_id": then.id}
        first = kinds.create({"name": "First", **about, **first})
        self.yanis.activity_schedule(
            activity_type_id=first.id, user_id=self.mate.id
        ).with_user(self.mate).action_feedback("Done")
        by_hand = self.env["mail.activity"].with_user(self.third)
        by_hand = by_hand.create(
            {
                "res_model_id": self.env["ir.model"]._get_id(self.yanis._name),
                "res_id": self.yanis.id,
                "activity_type_id": then.id,
                "user_id": self.me.id,
            }
        )
        chained = self.yanis.activity_ids.filtered(
            lambda one: one.activity_type_id == then
        )
        self.assertEqual(len(chained), 2)
        self.assertEqual((chained | by_hand).user_id, self.mate)

    def test_who_is_there_is_asked_once_for_many_tasks(self):
        """However many, on records of one model, for one user: each is for the other."""
        self.declare()
        journeys = self.yanis
        for rank in range(3):
            journeys |= self.make_participant(f"Person {rank}", "active")
        vals = {
            "res_model_id": self.env["ir.model"]._get_id(self.yanis._name),
            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            "user_id": self.me.id,
        }
        many = [{**vals, "res_id": one} for one in journeys.ids * 2]
        kind = type(journeys)
        with patch.object(
            kind, "_club_heirs", autospec=True, side_effect=kind._club_heirs
        ) as asked:
            tasks = self.env["mail.activity"].with_user(self.third).create(many)
        self.assertEqual(asked.call_count, 1)
        self.assertEqual(tasks.user_id, self.mate)
