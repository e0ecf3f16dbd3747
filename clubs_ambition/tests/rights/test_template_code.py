"""No template of a mail is a way past the rules: code in them is for administrators."""

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.tools.club_template_code import EDITOR, PARAMETER
from .label_common import LabelCase

CODE = "templates of mails that compute"
ALL = "object.env['club.person'].sudo().search([]).mapped('name')"
PLACED = "{{ %s }}" % ALL  # noqa: UP031 (braces)
QWEB = f'<p><t t-out="{ALL}"/></p>'
BOTH = {"subject": PLACED, "body_html": QWEB}


@tagged("post_install", "-at_install", "security")
class TestTemplateCode(LabelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(PARAMETER, False)
        cls.inside = {
            role: user for role, user in cls.users.items() if user._is_internal()
        }

    def call(self, user, model, method, *args, **kwargs):
        """Call as the browser does; return what is told, or the refusal."""
        self.env.flush_all()
        try:
            return call_kw(self.env[model].with_user(user), method, args, kwargs)
        except UserError as error:
            return error

    def roads(self, user):
        """Yield ``(road, gesture)`` by which somebody has a code run on themselves."""
        here = {"model_id": self.env["ir.model"]._get("res.partner").id, "name": "T"}

        def shown(made):
            """Return what a template makes of who wrote it."""
            number = made[0]["id"] if isinstance(made, list) else made
            if isinstance(made, Exception):
                return made
            preview = self.call(
                user,
                "mail.template.preview",
                "create",
                {
                    "mail_template_id": number,
                    "resource_ref": f"res.partner,{user.partner_id.id}",
                },
            )
            if isinstance(preview, Exception):
                return preview
            told = ["subject", "body_html", "error_msg"]
            return self.call(user, "mail.template.preview", "read", [preview], told)

        def template(method, *args):
            return self.call(user, "mail.template", method, *args)

        yield "create", lambda: shown(template("create", {**here, **BOTH}))
        yield "save", lambda: shown(template("web_save", [], {**here, **BOTH}, {}))

        def written():
            number = template("create", {**here, "subject": "S"})
            refused = template("write", [number], BOTH)
            return refused if isinstance(refused, Exception) else shown(number)

        yield "write", written

        def composed():
            made = self.call(
                user,
                "mail.compose.message",
                "create",
                {
                    "model": "res.partner",
                    "res_ids": user.partner_id.ids,
                    "composition_mode": "mass_mail",
                    "subject": PLACED,
                    "body": QWEB,
                },
            )
            if isinstance(made, Exception):
                return made
            last = self.env["mail.mail"].search([], order="id desc", limit=1).id
            sent = self.call(user, "mail.compose.message", "action_send_mail", [made])
            mails = self.env["mail.mail"].search([("id", ">", last)])
            return sent, mails.mapped(lambda mail: f"{mail.subject}{mail.body_html}")

        yield "compose", composed

    def answers(self):
        """Yield ``(role, road, what is told)``."""
        for role, user in self.inside.items():
            for road, gesture in self.roads(user):
                savepoint = self.env.cr.savepoint()
                try:
                    yield role, road, gesture()
                finally:
                    savepoint.rollback()
                    savepoint.close(rollback=False)
                    self.env.invalidate_all()

    @mute_logger("odoo.addons.mail.models.mail_render_mixin", "odoo.sql_db")
    def test_odoo_leaves_it_open(self):
        """The walk sees what the setting closes: every employee reads everybody."""
        told = {road for _role, road, said in self.answers() if self.told(said)}
        self.assertEqual(told, {"create", "save", "write", "compose"})

    @mute_logger("odoo.addons.mail.models.mail_render_mixin", "odoo.sql_db")
    def test_closed_no_role_has_code_run(self):
        self.assertTrue(self.env["club.template.code"]._close())
        for role, road, said in self.answers():
            with self.subTest(role=role, road=road):
                self.hold(CODE, said)
        self.check_tried(30, CODE)

    def test_the_installation_closes_it_and_the_end_gives_it_back(self):
        Code = self.env["club.template.code"]
        everybody = self.env.ref("base.group_user")
        self.assertIn(self.env.ref(EDITOR), everybody.all_implied_ids)
        self.assertTrue(Code._close())
        self.assertNotIn(self.env.ref(EDITOR), everybody.all_implied_ids)
        self.assertFalse(Code._close(), "closed already")
        Code._give_back()
        self.assertIn(self.env.ref(EDITOR), everybody.all_implied_ids)

    def test_what_was_closed_before_stays_so(self):
        Code = self.env["club.template.code"]
        self.env["ir.config_parameter"].set_param(PARAMETER, True)
        self.assertFalse(Code._close())
        Code._give_back()
        everybody = self.env.ref("base.group_user")
        self.assertNotIn(self.env.ref(EDITOR), everybody.all_implied_ids)

    def test_templates_that_stand_work_as_before(self):
        """Whoever sends one of ours, whose placeholders compute."""
        self.env["club.template.code"]._close()
        mine = self.make_participant("Lina Roux", "active")
        template = self.env["mail.template"].create(
            {
                "name": "T",
                "model_id": self.env["ir.model"]._get("club.participant").id,
                "subject": "{{ object.person_id.name or '' }}",
                "body_html": '<p t-out="object.club_id.name.upper()"/>',
            }
        )
        told = template.with_user(self.animateur)._render_field("body_html", mine.ids)
        self.assertIn("CLUB A", told[mine.id])
        with self.assertRaises(AccessError):
            template.with_user(self.animateur).write(BOTH)
