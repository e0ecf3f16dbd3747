"""A dialog is about what its user may read: when it is filled, and when confirmed."""

import inspect
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ClubsCase

MODULE = "clubs_ambition"


class Asked(Exception):
    """Raised in the place of the question."""


@tagged("post_install", "-at_install", "security")
class TestDialogsAsked(ClubsCase):
    def dialogs(self):
        for name, model in self.env.registry.items():
            if name.startswith("club.") and model._transient:
                yield name, model

    def test_nothing_is_computed_as_superuser(self):
        walked = 0
        for name, model in self.dialogs():
            for field in model._fields.values():
                ours = MODULE in field._modules
                if ours and field.compute and field.name != "display_name":
                    with self.subTest(field=str(field)):
                        self.assertFalse(field.compute_sudo, name)
                        walked += 1
        self.assertGreater(walked, 40)

    def gestures(self):
        """Yield ``(model, method)`` of what the buttons of our dialogs call."""
        for name, model in self.dialogs():
            for cls in model.mro():
                for method, function in vars(cls).items():
                    ours = cls.__module__.startswith("odoo.addons.clubs_ambition")
                    if (
                        ours
                        and method.startswith("action_")
                        and inspect.isfunction(function)
                        and self.env[name]._club_pointing_fields()
                    ):
                        yield name, method

    def test_every_gesture_asks_first(self):
        walked = 0
        mixin = type(self.env["club.dialog.access.mixin"])
        with patch.object(mixin, "_check_given", side_effect=Asked):
            for name, method in self.gestures():
                with self.subTest(dialog=name, method=method):
                    dialog = self.env[name].new({})
                    with self.assertRaises(Asked):
                        getattr(dialog, method)()
                    walked += 1
        self.assertGreater(walked, 20)

    def test_a_right_lost_meanwhile_is_asked_again(self):
        journey = self.make_participant(state="active")
        End = self.env["club.participant.end"].with_user(self.animateur)
        reason = self.env["club.exit.reason"].search(
            [("family", "!=", "positive")], limit=1
        )
        dialog = End.create({"participant_id": journey.id, "exit_reason_id": reason.id})
        self.club.animateur_ids = False
        self.env.invalidate_all()
        with self.assertRefused(AccessError, "where you find what is open to you"):
            dialog.action_confirm()
        self.assertEqual(journey.state, "active")

    def test_lines_are_asked_too(self):
        mine = self.make_participant(state="active")
        theirs = self.make_participant("Far", "active", club=self.other_club)
        offer = self.env["club.offer"].create(
            {
                "name": "Offer",
                "club_id": self.club.id,
                "partner_id": self.employer.id,
            }
        )
        dialog = (
            self.env["club.proposal"]
            .with_user(self.animateur)
            .create({"participant_ids": mine.ids, "offer_ids": offer.ids})
        )
        line = dialog.sudo().line_ids[:1]
        for chosen in (True, False):  # ticked or not: it would be shown
            line.write({"participant_id": theirs.id, "chosen": chosen})
            with self.assertRefused(AccessError, "where you find what is open to you"):
                dialog.action_keep()
        self.assertFalse(theirs.candidacy_ids)

    def test_why_a_prospect_is_called_is_not_said_by_a_caller(self):
        campaign = self.env["club.campaign"].create(
            {"name": "Campaign", "club_id": self.club.id}
        )
        Find = self.env["club.campaign.find"].with_user(self.animateur)
        dialog = Find.create({"campaign_id": campaign.id})
        said = {"partner_id": self.employer.id, "chosen": True, "find_id": dialog.id}
        dialog.sudo().line_ids.unlink()
        with self.assertRefused(UserError, "Choose at least one establishment"):
            dialog.action_add()
        self.env["club.campaign.find.line"].with_user(self.animateur).create(
            {**said, "points": 999, "why": "because"}
        )
        dialog.invalidate_recordset()
        dialog.action_add()
        lead = self.env["crm.lead"].search([("club_campaign_id", "=", campaign.id)])
        self.assertEqual(lead.partner_id, self.employer)
        self.assertNotEqual(lead.campaign_why, "because")
