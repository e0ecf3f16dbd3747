from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import ClubsCase

ACTIONS = (
    "crm_lead_action_prospection",
    "res_partner_action_establishment",
    "club_contact_action",
    "club_offer_action",
    "club_candidacy_action",
    "club_placement_action",
    "club_followup_action",
)
WORKERS = ("animateur", "manager", "coordinator")
STOCK_WORDS = ("revenue", "probability", "opportunit", "won_", "lost_")


@tagged("post_install", "-at_install")
class TestEmployerViews(ClubsCase):
    def _views(self, xmlid, user):
        """Load the views of an action as the web client does."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"clubs_ambition.{xmlid}"
        )
        views = [*action["views"], (action["search_view_id"][0], "search")]
        model = self.env[action["res_model"]].with_user(user)
        return action, model.get_views(views)["views"]

    def test_views_load_for_each_role(self):
        for role in WORKERS:
            for xmlid in ACTIONS:
                with self.subTest(role=role, action=xmlid):
                    action, views = self._views(xmlid, self.users[role])
                    modes = action["view_mode"].split(",")
                    self.assertLessEqual(set(modes), set(views))
                    self.assertTrue(action["help"], "an empty screen says why")
                    self.assertTrue(action["path"])

    def test_filters_find(self):
        """Every filter of every screen runs with the lowest right that uses it."""
        ran = 0
        for xmlid in ACTIONS:
            action, views = self._views(xmlid, self.animateur)
            model = self.env[action["res_model"]].with_user(self.animateur)
            arch = etree.fromstring(views["search"]["arch"])
            for node in arch.iter("filter"):
                with self.subTest(action=xmlid, filter=node.get("name")):
                    self._run_filter(model, node)
                ran += 1
        self.assertGreater(ran, len(ACTIONS))

    def _run_filter(self, model, node):
        context = {"uid": self.animateur.id}
        if node.get("domain"):
            model.search(safe_eval(node.get("domain"), context), limit=1)
        groupby = safe_eval(node.get("context") or "{}", context).get("group_by")
        if groupby:
            model.formatted_read_group([], [groupby], ["__count"])

    def test_no_sales_vocabulary(self):
        """Nothing of the stock pipeline's money reaches the clubs' screens."""
        _action, views = self._views("crm_lead_action_prospection", self.animateur)
        for mode in ("kanban", "list", "form", "activity"):
            arch = views[mode]["arch"].lower()
            for word in STOCK_WORDS:
                with self.subTest(mode=mode, word=word):
                    self.assertNotIn(word, arch.replace("'opportunity'", ""))

    def test_default_views_of_leads_are_the_clubs(self):
        """Whoever opens a lead without naming a view stays in the clubs' words."""
        asked = [(False, mode) for mode in ("list", "kanban", "form", "activity")]
        for role in WORKERS:
            views = self.env["crm.lead"].with_user(self.users[role]).get_views(asked)
            for mode, view in views["views"].items():
                with self.subTest(role=role, mode=mode):
                    xmlid = f"clubs_ambition.crm_lead_view_{mode}_prospection"
                    self.assertEqual(view["id"], self.env.ref(xmlid).id)
        stock = self.env.ref("base.user_admin")
        view = self.env["crm.lead"].with_user(stock).get_views(asked)["views"]["form"]
        self.assertIn("probability", view["arch"])

    def test_the_activity_menu_opens_the_prospection(self):
        lead = self.env["crm.lead"].create(
            {"name": "Boulangerie Azur", "club_id": self.club.id}
        )
        lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.animateur.id
        )
        groups = self.env["res.users"].with_user(self.animateur)._get_activity_groups()
        found = [group for group in groups if group["model"] == "crm.lead"]
        self.assertTrue(found[0]["clubs_prospection"])
        form = self.env.ref("clubs_ambition.crm_lead_view_form_prospection")
        self.assertEqual(lead.with_user(self.animateur).get_formview_id(), form.id)

    def test_an_employer_opens_on_the_clubs_form(self):
        form = self.env.ref("clubs_ambition.res_partner_view_form_establishment")
        for role in WORKERS:
            employer = self.employer.with_user(self.users[role])
            self.assertEqual(employer.get_formview_id(), form.id, role)
        self.assertNotEqual(
            self.employer.with_user(self.employee).get_formview_id(), form.id
        )

    def _arch(self, text):
        return etree.fromstring(text)
