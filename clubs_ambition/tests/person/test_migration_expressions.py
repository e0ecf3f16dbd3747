"""What users saved follows the fields to their new names, or is said to be lost."""

import json

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ...utils.old_paths import OldPaths
from .migration_common import MigrationCase

JOURNEY = "club.participant"


@tagged("post_install", "-at_install")
class TestMigrationExpressions(MigrationCase):
    """Saved under names that are not there any more: written by SQL."""

    def saved(self, table, **values):
        """Insert a row as it was saved before; return its number."""
        columns = ", ".join(values)
        self.env.cr.execute(
            f"INSERT INTO {table} ({columns}) VALUES %s RETURNING id",  # noqa: S608
            [tuple(values.values())],
        )
        return self.env.cr.fetchone()[0]

    def model_id(self, name=JOURNEY):
        return self.env["ir.model"]._get_id(name)

    def report(self):
        return "\n".join(self.env["club.upgrade"]._report())

    def test_filters(self):
        partner = self.partners[self.journey]
        kept = self.saved(
            "ir_filters",
            name="Kept",
            model_id=JOURNEY,
            active=True,
            domain=f"['|', ('partner_id.phone', 'ilike', '01'), "
            f"('partner_id', 'child_of', {partner.id})]",
            context="{'group_by': ['partner_id', 'birth_date:month', 'club_id']}",
            sort='["partner_id desc", "birth_date"]',
        )
        lost = self.saved(
            "ir_filters",
            name="Lost",
            model_id=JOURNEY,
            active=True,
            domain="[('partner_id.category_id.name', '=', 'Secret'), "
            "('state', '=', 'active')]",
            context="{}",
            sort="[]",
        )
        self.migrate()
        kept, lost = self.env["ir.filters"].browse([kept, lost])
        found = self.env[JOURNEY].search(safe_eval(kept.domain))
        self.assertEqual(found, self.journey)
        groups = safe_eval(kept.context)["group_by"]
        self.assertEqual(groups, ["person_id", "person_id.birth_date:month", "club_id"])
        self.assertTrue(self.env[JOURNEY].formatted_read_group([], groups))
        self.assertEqual(json.loads(kept.sort), ["person_id desc"])
        found = self.env[JOURNEY].search(safe_eval(lost.domain))
        self.assertEqual(set(found.mapped("state")), {"active"})
        self.assertIn(f"ir.filters({lost.id}).domain lost", self.report())
        self.assertNotIn("Secret", self.report())

    def test_exports(self):
        export = self.saved("ir_exports", name="List", resource=JOURNEY)
        for name in ("name", "partner_id/phone", "partner_id/.id", "partner_id/ref"):
            self.saved("ir_exports_line", export_id=export, name=name)
        self.migrate()
        names = self.env["ir.exports"].browse(export).export_fields.mapped("name")
        self.assertEqual(names, ["name", "person_id/phone", "person_id/.id"])
        found = self.journey.export_data(names)["datas"]
        self.assertEqual(found[0][1], "06 39 98 20 01")

    def test_a_right_that_cannot_be_told_is_none(self):
        rule = self.env["ir.rule"].create(
            {
                "name": "Own",
                "model_id": self.model_id(),
                "domain_force": "[(1, '=', 1)]",
                "groups": self.env.ref("base.group_portal").ids,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_rule SET domain_force = %s WHERE id = %s",
            ["[('partner_id.category_id', '=', False)]", rule.id],
        )
        self.migrate()
        self.assertEqual(
            self.env[JOURNEY].search_count(safe_eval(rule.domain_force)), 0
        )

    def test_code_templates_and_views(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Call",
                "model_id": self.model_id(),
                "state": "code",
                "code": "log(record.partner_id.phone)",
            }
        )
        template = self.env["mail.template"].create(
            {"name": "Hello", "model_id": self.model_id()}
        )
        view = self.env["ir.ui.view"].create(
            {
                "name": "Mine",
                "model": JOURNEY,
                "type": "list",
                "priority": 99,
                "arch": "<list><field name='person_id'/></list>",
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE ir_ui_view SET arch_db = replace(
                      arch_db::text, 'person_id', 'partner_id')::jsonb WHERE id = %s""",
            [view.id],
        )
        self.env.cr.execute(
            """UPDATE mail_template SET partner_to = '{{ object.partner_id.id }}',
                      lang = '{{ object.partner_id.lang }}',
                      subject = '{"en_US": "{{ object.partner_id.name }}"}'
                WHERE id = %s""",
            [template.id],
        )
        self.migrate()
        self.assertEqual(action.code, "log(record.person_id.phone)")
        self.assertEqual(view.arch_db, '<list><field name="person_id"/></list>')
        self.assertFalse(template.partner_to or template.lang)
        self.assertEqual(template.subject, "{{ object.person_id.name }}")
        self.assertIn(f"mail.template({template.id}).partner_to lost", self.report())

    def test_a_default_is_of_no_other_person(self):
        field = self.saved(
            "ir_model_fields",
            model=JOURNEY,
            model_id=self.model_id(),
            name="partner_id",
            field_description='{"en_US": "Person"}',
            ttype="many2one",
            relation="res.partner",
            state="base",
        )
        default = self.saved("ir_default", field_id=field, json_value="3")
        self.migrate()
        self.assertFalse(self.env["ir.default"].browse(default).exists())

    def test_what_never_led_to_a_contact_is_left(self):
        domain = "[('partner_id.name','ilike','a'), ('date','>',context_today())]"
        saved = self.saved(
            "ir_filters",
            name="Other",
            model_id="club.candidacy",
            active=True,
            domain=domain,
            context="{'group_by': ['partner_id']}",
            sort="[]",
        )
        self.migrate()
        self.assertEqual(self.env["ir.filters"].browse(saved).domain, domain)


@tagged("post_install", "-at_install")
class TestOldPaths(MigrationCase):
    def test_paths(self):
        person = {"phone": None, "email_normal": None, "participant_ids": JOURNEY}
        contact = {"phone": None, "email_normalized": None, "ref": None}
        old = {
            JOURNEY: {"partner_id": "res.partner", "name": None},
            "club.candidacy": {"participant_id": JOURNEY, "person_id": "res.partner"},
            "res.partner": {**contact, "club_participant_ids": JOURNEY},
        }
        new = {
            JOURNEY: {"person_id": "club.person", "name": None},
            "club.candidacy": {"participant_id": JOURNEY, "person_id": "club.person"},
            "club.person": person,
            "res.partner": contact,
        }
        paths = OldPaths(old, new, {7: 70})
        for model, path, expected in (
            (JOURNEY, "partner_id", "person_id"),
            (JOURNEY, "partner_id.email_normalized", "person_id.email_normal"),
            (JOURNEY, "partner_id.ref", ""),
            (JOURNEY, "unknown.path", "unknown.path"),
            (
                "club.candidacy",
                "participant_id.partner_id.phone",
                "participant_id.person_id.phone",
            ),
            ("club.candidacy", "person_id.ref", ""),
            (
                "club.candidacy",
                "person_id.club_participant_ids.partner_id",
                "person_id.participant_ids.person_id",
            ),
            ("res.partner", "club_participant_ids", ""),
        ):
            self.assertEqual(paths.path(model, path), expected, path)
        self.assertEqual(
            paths.domain(
                "club.candidacy",
                "[('participant_id', 'any', [('partner_id', 'in', [7, 8])])]",
            ),
            "[('participant_id', 'any', [('person_id', 'in', [70, 0])])]",
        )
