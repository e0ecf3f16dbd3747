from odoo.tests import new_test_user

from ..common import ClubsCase

REFERENT = "clubs_ambition.group_clubs_referent"
NOTE, SECRET = "Motivée, disponible", "Fragile in the morning"


class OrientationCase(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(cls.env, "t_referent_two", REFERENT)
        cls.colleague.lang = "en_US"

    def orient(self, user=None, **vals):
        Orientation = self.env["club.orientation"].with_user(user or self.referent)
        return Orientation.create(
            {
                "last_name": "MARTIN",
                "first_name": "Zoé",
                "club_id": self.club.id,
                "note": NOTE,
                **vals,
            }
        )

    def journey_of(self, orientation, user=None):
        return orientation.sudo().participant_id.with_user(user or self.animateur)

    def decline(self, orientation, **vals):
        reason = self.env.ref("clubs_ambition.club_decline_reason_age")
        self.journey_of(orientation).write(
            {"state": "declined", "decline_reason_id": reason.id, **vals}
        )
