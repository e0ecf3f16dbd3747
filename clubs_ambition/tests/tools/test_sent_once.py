from odoo.tests import tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestSentOnce(ClubsCase):
    """A page that is recorded again, for its answer was lost, is recorded once."""

    def save(self, model, vals, key="a1", user=None, ids=()):
        records = self.env[model].with_user(user or self.animateur).browse(ids)
        said = records.with_context(club_once=key) if key else records
        return said.web_save(vals, {})[0]["id"]

    def test_every_kind_of_record_is_made_once(self):
        """Any model that the clubs bear: what is asked is asked of all of them."""
        team = {"name": "Snack", "club_id": self.club.id}
        day = {"name": "Forum", "start": "2026-12-01 09:00", "stop": "2026-12-01 10:00"}
        for model, vals in {
            "crm.lead": team,
            "res.partner": {"name": "Snack", "is_company": True},
            "calendar.event": day,
            "club.offer": {"name": "Baker", "partner_id": self.employer.id, **team},
        }.items():
            vals = {name: one for name, one in vals.items() if name in self.env[model]}
            with self.subTest(model):
                first = self.save(model, vals)
                self.assertEqual(self.save(model, vals), first)
                self.assertNotEqual(self.save(model, vals, "a2"), first)
                self.assertNotEqual(self.save(model, vals, None), first)
                self.assertNotEqual(self.save(model, vals, user=self.env.user), first)

    def test_what_was_typed_since_is_recorded_on_it(self):
        first = self.save("crm.lead", {"name": "Snack", "club_id": self.club.id})
        lead = self.env["crm.lead"].browse(first)
        for name in ("Bar", "Snack", "Bar"):
            vals = {"name": name, "club_id": self.club.id}
            self.assertEqual(self.save("crm.lead", vals), first)
            self.assertEqual(lead.name, name)

    def test_a_line_of_a_list_is_made_once(self):
        vals = {"name": "Hotel", "is_company": True}
        place = self.save("res.partner", vals, None)
        one, other = ([0, f"virtual_{at}", {"name": f"Line {at}"}] for at in (1, 2))
        for lines in ([one], [one], [one, other], [one, other]):
            self.save("res.partner", {"child_ids": lines}, ids=[place])
        names = self.env["res.partner"].browse(place).child_ids.mapped("name")
        self.assertEqual(sorted(names), ["Line 1", "Line 2"])
        self.save("res.partner", {"child_ids": [one]}, "a3", ids=[place])
        self.assertEqual(len(self.env["res.partner"].browse(place).child_ids), 3)

    def test_what_was_deleted_meanwhile_is_made_anew(self):
        vals = {"name": "Snack", "is_company": True}
        first = self.save("res.partner", vals)
        self.env["res.partner"].browse(first).unlink()
        self.assertNotEqual(self.save("res.partner", vals), first)

    def test_what_is_no_key_is_none(self):
        for key in ("", 1, ["a"], "x" * 65):
            first = self.save("res.partner", {"name": "Snack"}, key)
            self.assertNotEqual(self.save("res.partner", {"name": "Snack"}, key), first)
