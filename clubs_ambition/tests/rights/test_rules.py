import runpy
from collections import defaultdict

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

MODULE = "clubs_ambition"
LENT = f"{MODULE}/migrations/19.0.1.6.0/post-two-roles.py"
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

    def test_a_rule_opens_only_what_its_group_may(self):
        """Rules and rights of several roles add up: one would lend what it has not."""
        rights = defaultdict(set)
        for access in self.env["ir.model.access"].search([]):
            for flag in FLAGS:
                if access[flag]:
                    rights[access.model_id, flag] |= set(access.group_id.ids or [False])
        for one in self.named():
            rule = self.env["ir.rule"].browse(one.res_id)
            for flag in FLAGS:
                allowed = rights[rule.model_id, flag]
                for group in rule.groups if rule[flag] and False not in allowed else ():
                    with self.subTest(rule=one.name, flag=flag, group=group.name):
                        self.assertTrue(allowed.intersection(group.all_implied_ids.ids))

    def test_an_update_takes_what_a_rule_lent(self):
        """Of a version before: flags go, what an administrator wrote stays."""
        shipped = self.rules()
        rule = self.env.ref(f"{MODULE}.club_session_rule_referent")
        rule.write(dict.fromkeys(FLAGS, True))
        rule.domain_force = "[('kind', '=', 'information')]"
        post = runpy.run_path(file_path(LENT))["migrate"]
        post(self.env.cr, None)
        self.assertTrue(rule.perm_unlink, "nothing at an install")
        post(self.env.cr, "19.0.1.5.0")
        self.assertEqual([rule[flag] for flag in FLAGS], [True, False, False, False])
        self.assertEqual(rule.domain_force, "[('kind', '=', 'information')]")
        rule.domain_force = shipped["club_session_rule_referent"][2]
        self.assertEqual(self.rules(), shipped)

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
