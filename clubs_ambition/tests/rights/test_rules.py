import runpy

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

MODULE = "clubs_ambition"
SCRIPT = f"{MODULE}/migrations/19.0.1.5.0/post-rules.py"
FIELDS = ("name", "active", "domain_force", "model_id", "groups")
FLAGS = ("perm_read", "perm_write", "perm_create", "perm_unlink")


@tagged("post_install", "-at_install", "security")
class TestRules(TransactionCase):
    """Record rules are an administrator's once installed, all in the same way."""

    def named(self):
        """Return the external ids of the rules of ours."""
        return self.env["ir.model.data"].search(
            [("module", "like", MODULE), ("model", "=", "ir.rule")]
        )

    def rules(self):
        """Return ``{name: values}`` of the rules of ours."""
        self.env.flush_all()
        self.env.invalidate_all()
        Rule = self.env["ir.rule"]
        return {
            one.name: [Rule.browse(one.res_id)[key] for key in (*FIELDS, *FLAGS)]
            for one in self.named()
        }

    def migrate(self, version):
        self.env.flush_all()
        runpy.run_path(file_path(SCRIPT))["migrate"](self.env.cr, version)
        self.env.invalidate_all()

    def test_an_update_changes_none(self):
        self.assertTrue(self.named())
        for one in self.named():
            with self.subTest(rule=one.name):
                self.assertTrue(one.noupdate)

    def test_an_older_base_gets_those_of_today(self):
        shipped = self.rules()
        rule = self.env.ref(f"{MODULE}.club_participant_rule_animateur")
        other = self.env.ref(f"{MODULE}.club_session_rule_manager")
        gone = rule.copy({"name": "A rule of a version before"})
        self.env["ir.model.data"].create(
            {
                "module": MODULE,
                "name": "club_rule_of_before",
                "model": "ir.rule",
                "res_id": gone.id,
                "noupdate": True,
            }
        )
        own = rule.copy({"name": "A rule of the administrator's own"})
        rule.domain_force = "[(1, '=', 1)]"
        rule.groups = [Command.link(self.env.ref("base.group_portal").id)]
        other.write({"active": False, "perm_unlink": False})
        self.named().noupdate = False
        self.migrate(None)
        self.assertEqual(rule.domain_force, "[(1, '=', 1)]", "nothing at an install")
        self.migrate("19.0.1.4.1")
        self.assertEqual(self.rules(), shipped)
        self.assertTrue(all(self.named().mapped("noupdate")))
        self.assertFalse(gone.exists())
        self.assertTrue(own.exists())
