from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import ClubsCase

RULES = {"c": "cascade", "n": "set null", "r": "restrict", "a": "restrict"}


@tagged("post_install", "-at_install")
class TestStockRecords(ClubsCase):
    """What of ours hangs on records that others delete and change."""

    def ours(self):
        """Return the models of ours that are kept: neither dialogs nor rebuilt."""
        return [
            model
            for name, model in self.env.items()
            if name.startswith("club.")
            and not (model._abstract or model._transient)
            and model._auto
            and model._log_access
        ]

    def test_no_record_of_ours_goes_with_a_stock_one(self):
        for model in self.ours():
            for field in model._fields.values():
                if field.type != "many2one" or not (field.store and field.column_type):
                    continue
                with self.subTest(field=str(field)):
                    if not field.comodel_name.startswith("club."):
                        self.assertNotEqual(field.ondelete, "cascade")
                    self.assertFalse(field.delegate)

    def test_the_database_says_the_same(self):
        """An existing base is brought along: Odoo writes its foreign keys again."""
        self.env.cr.execute(
            """
            SELECT source.relname, a.attname, fk.confdeltype
              FROM pg_constraint fk
              JOIN pg_class source ON source.oid = fk.conrelid
              JOIN pg_attribute a ON a.attrelid = source.oid AND a.attnum = fk.conkey[1]
             WHERE fk.contype = 'f' AND source.relname LIKE 'club%'
            """
        )
        found = {(table, name): kind for table, name, kind in self.env.cr.fetchall()}
        for model in self.ours():
            for field in model._fields.values():
                kind = found.get((model._table, field.name))
                if kind and field.ondelete:
                    with self.subTest(field=str(field)):
                        self.assertEqual(RULES[kind], field.ondelete)

    def test_a_sales_manager_does_not_change_the_team_of_a_club(self):
        seller = new_test_user(
            self.env, "t_sales", groups="sales_team.group_sale_manager"
        )
        team = self.club.team_id.with_user(seller)
        for archived in (False, True):
            self.club.active = not archived
            for name in team.fields_get():
                with (
                    self.subTest(field=name, archived=archived),
                    self.assertRaises(AccessError),
                ):
                    team.write({name: False})
        self.club.active = True
        own = self.env["crm.team"].with_user(seller).create({"name": "Own"})
        own.write({"name": "Their own"})
        self.club.write({"name": "Club renamed"})
        self.assertEqual(team.name, "Club renamed")

    def test_what_a_campaign_counted_stays_when_its_prospect_goes(self):
        lead = self.env["crm.lead"].create({"name": "x", "club_id": self.club.id})
        campaign = self.env["club.campaign"].create(
            {"name": "Bakers", "club_id": self.club.id}
        )
        step = self.env["club.campaign.step"].create(
            {"lead_id": lead.id, "campaign_id": campaign.id, "entered": "to_call"}
        )
        lead.unlink()
        self.assertTrue(step.exists())
        self.assertEqual(step.club_id, self.club)
