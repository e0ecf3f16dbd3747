"""The French of a base follows that of the addon, but where somebody wrote since."""

import runpy

from odoo.tests import tagged
from odoo.tools import SQL, file_path

from ..common import ClubsCase

SCRIPT = "clubs_ambition/migrations/0.0.0/post-french.py"
OLD = '<p style="color: red; x">Vous venez ? Dites-le : « oui »</p>'
NEW = '<p style="color: red; x">Vous venez\u202f? Dites-le\u00a0: «\u00a0oui\u00a0»</p>'


@tagged("post_install", "-at_install")
class TestFrenchSpaces(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")

    def migrate(self):
        migrate = runpy.run_path(file_path(SCRIPT))["migrate"]
        migrate(self.env.cr, "19.0.1.6.0")

    def french(self, name):
        """Return the French of one of our templates, as it is stored."""
        template = self.env.ref(f"clubs_ambition.{name}")
        self.env.cr.execute(
            "SELECT body_html->>'fr_FR' FROM mail_template WHERE id = %s", [template.id]
        )
        return self.env.cr.fetchone()[0]

    def before(self, name, writer):
        template = self.env.ref(f"clubs_ambition.{name}")
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_template SET write_uid = %s, body_html = "
                "body_html || jsonb_build_object('fr_FR', %s::text) WHERE id = %s",
                writer.id,
                OLD,
                template.id,
            )
        )
        self.env.invalidate_all()

    def test_an_update_typesets_what_nobody_wrote_again(self):
        ours, theirs = "mail_template_session_moved", "mail_template_session_cancelled"
        self.before(ours, self.env.ref("base.user_root"))
        self.before(theirs, self.coordinator)
        self.migrate()
        self.assertEqual(self.french(ours), NEW)
        self.assertEqual(self.french(theirs), OLD)

    def test_a_label_that_changed_is_called_so_in_french(self):
        """The sixth month of a placement was « Durable » where the base was older."""
        state = self.env.ref(
            "clubs_ambition.selection__club_placement__state__sustained"
        )
        state.with_context(lang="fr_FR").name = "Durable"
        self.env.flush_all()
        self.migrate()
        self.env.invalidate_all()
        self.assertEqual(state.with_context(lang="fr_FR").name, "6 mois")

    def test_odoo_s_own_models_keep_their_names(self):
        lead = self.env["ir.model"]._get("crm.lead")
        lead.with_context(lang="fr_FR").name = "Piste"
        self.env.flush_all()
        self.migrate()
        self.env.invalidate_all()
        self.assertEqual(lead.with_context(lang="fr_FR").name, "Piste")
