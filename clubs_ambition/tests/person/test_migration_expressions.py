"""What users saved follows the fields to their new names, or is said to be lost."""

import json

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ...utils.old_paths import OldPaths
from .migration_common import MigrationCase

JOURNEY = "club.participant"
AFTER = "<xpath expr='//field[@name=\"function\"]' position='after'>{}</xpath>"


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

    def test_what_is_lost_opens_no_right(self):
        """A condition that is gone says nothing under a negation either."""
        gone = "('partner_id.category_id', '=', False)"
        nobody = self.env["res.partner"].create({"name": "Nobody"}).id
        rules = {}
        for domain in (
            f"['!', {gone}]",
            f"['!', '&', ('state', '=', 'active'), {gone}]",
            f"['|', ('state', '=', 'active'), '!', '|', {gone}, ('id', '=', 0)]",
            f"[('candidacy_ids', 'not any', [('participant_id', 'any', [{gone}])])]",
            f"['|', ('state', '!=', False), '|', {gone}, ('id', '=', 0)]",
            f"[('partner_id', '!=', {nobody})]",
            "[('partner_id', '=', user.partner_id.id)]",
            "['!', ('partner_id.id', 'in', user.partner_id.ids)]",
        ):
            rules[domain] = self.saved(
                "ir_rule",
                name="Own",
                model_id=self.model_id(),
                active=True,
                domain_force=domain,
                perm_read=True,
            )
        self.env.cr.execute(
            "INSERT INTO rule_group_rel (rule_group_id, group_id) "
            "SELECT unnest(%s::int[]), %s",
            [[*rules.values()], self.env.ref("base.group_portal").id],
        )
        self.migrate()
        for domain, rule in rules.items():
            new = self.env["ir.rule"].browse(rule).domain_force
            with self.subTest(domain):
                self.assertFalse(
                    self.env[JOURNEY].search(
                        safe_eval(new, {"user": self.animateur}), limit=1
                    )
                )
                self.assertIn(f"ir.rule({rule}).domain_force lost", self.report())

    def test_a_number_of_a_contact_is_the_persons(self):
        partner = self.partners[self.journey]
        saved = self.saved(
            "ir_filters",
            name="One",
            model_id=JOURNEY,
            active=True,
            domain=f"[('partner_id.id', '=', {partner.id})]",
            context="{}",
            sort="[]",
        )
        self.migrate()
        domain = safe_eval(self.env["ir.filters"].browse(saved).domain)
        self.assertEqual(self.env[JOURNEY].search(domain), self.journey)

    def own_field(self, model, name, related, ttype="char", relation=None):
        return self.saved(
            "ir_model_fields",
            model=model,
            model_id=self.model_id(model),
            name=name,
            field_description='{"en_US": "Mine"}',
            ttype=ttype,
            relation=relation,
            related=related,
            state="manual",
        )

    def test_own_fields(self):
        """By whatever way they came to the contact: an own field, another model."""
        self.env.cr.execute(
            """INSERT INTO club_upgrade_field VALUES
                      ('club.candidacy', 'x_person', 'res.partner'),
                      ('res.partner', 'country_id', 'res.country'),
                      ('res.partner', 'parent_id', 'res.partner')"""
        )
        candidacy = "club.candidacy"
        expected = {}
        for number, (model, related, new) in enumerate(
            [
                (candidacy, "person_id.country_id.code", None),
                (candidacy, "person_id.phone", "person_id.phone"),
                ("club.placement", "person_id.mobile", "person_id.phone"),
                (candidacy, "x_person.ref", None),
                (candidacy, "x_person.email", "x_person.email"),
                (
                    JOURNEY,
                    "partner_id.email_normalized",
                    "person_id.email_normal",
                ),
                (
                    "club.offer",
                    "partner_id.country_id.code",
                    "partner_id.country_id.code",
                ),
                ("res.partner", "parent_id.club_person", None),
            ]
        ):
            expected[self.own_field(model, f"x_own_{number}", related)] = new
        contact = ("many2one", "res.partner")
        person = self.own_field(
            candidacy, "x_person", "participant_id.partner_id", *contact
        )
        expected[person] = "participant_id.person_id"
        self.migrate()
        fields = self.env["ir.model.fields"]
        for field, new in expected.items():
            field = fields.browse(field)
            with self.subTest(field.name):
                self.assertEqual(field.related or None, new)
        self.assertEqual(fields.browse(person).relation, "club.person")
        for place in ("candidacy.x_own_0", "candidacy.x_own_3", "partner.x_own_7"):
            self.assertRegex(self.report(), f"no related field any more, .*{place}")

    def test_own_views_of_contacts(self):
        """A view that names what is gone would close the screens of its model."""
        partner_form = self.env.ref("base.view_partner_form")
        archs = {
            "<list><field name='name'/><field name='GONE'/></list>": False,
            "<list><field name='name' invisible='GONE'/></list>": False,
            AFTER.format("<field name='lang' string='GONE'/>"): True,
            AFTER.format("<field name='GONE'/>"): False,
            "<list><field name='name' string='GONE'/></list>": True,
        }
        views = {}
        for arch, stays in archs.items():
            inherits = arch.startswith("<xpath")
            view = self.env["ir.ui.view"].create(
                {
                    "name": "Mine",
                    "model": "res.partner",
                    "inherit_id": inherits and partner_form.id,
                    "priority": 99,
                    "arch": arch.replace("GONE", "ref"),
                }
            )
            views[view] = stays
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE ir_ui_view SET arch_db = replace(
                      arch_db::text, 'ref', 'club_person')::jsonb WHERE id = ANY(%s::int[])""",
            [[view.id for view in views]],
        )
        self.migrate()
        for view, stays in views.items():
            with self.subTest(view.arch_db):
                self.assertEqual(view.active, stays)
                told = f"ir.ui.view({view.id}) set inactive" in self.report()
                self.assertEqual(told, not stays)
        self.assertTrue(self.env["res.partner"].get_view(view_type="form"))

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
