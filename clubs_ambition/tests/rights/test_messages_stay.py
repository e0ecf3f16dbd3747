# pylint: disable=translation-required
"""What was written in a thread stays: it is read as proof of who said and did what."""

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..common import ClubsCase
from .attacks import Attacks

STAYS = "messages changed, deleted or made up"


@tagged("post_install", "-at_install", "security")
class TestMessagesStay(Attacks, ClubsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.make_participant("Lina Roux", "active")
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Lead", "club_id": cls.club.id, "partner_id": cls.employer.id}
        )
        cls.flush()
        cls.threads = (cls.journey, cls.lead, cls.employer)
        for thread in cls.threads:
            for user in (cls.animateur, cls.manager):
                thread.with_user(user).message_post(
                    body=f"By {user.login}", message_type="comment"
                )
        cls.journey.with_user(cls.animateur).write({"mobility_km": 12})
        cls.field = cls.env["ir.model.fields"]._get("club.participant", "state")

    @classmethod
    def flush(cls):
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def told(self, answer):
        return [] if isinstance(answer, UserError) else ["it went through"]

    def changes(self):
        """Yield the values that say something else of a message."""
        tracked = {"field_id": self.field.id, "new_value_char": "Never"}
        yield {"body": "Something else"}
        yield {"subject": "Something else"}
        yield {"date": "2020-01-01 10:00:00"}
        yield {"message_type": "email"}
        yield {"tracking_value_ids": [[0, 0, tracked]]}
        yield {"attachment_ids": [[5, 0, 0]]}

    def ask(self, user, model, method, *args, **kwargs):
        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        try:
            return call_kw(self.env[model].with_user(user), method, args, kwargs)
        except UserError as error:
            return error
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()

    @mute_logger("odoo.sql_db")
    def test_no_road_changes_or_deletes_one(self):
        sales = new_test_user(
            self.env,
            "t_contacts",
            "base.group_user,base.group_partner_manager,"
            "sales_team.group_sale_salesman_all_leads",
        )
        for user in (self.animateur, self.manager, self.coordinator, sales):
            for thread in self.threads:
                for message in thread.message_ids:
                    self.hold_message(user, thread, message.id)
        self.check_tried(300, STAYS)

    def hold_message(self, user, thread, one):
        name, number = thread._name, thread.id
        for vals in self.changes():
            with self.subTest(user=user.login, thread=name, vals=vals):
                said = self.ask(user, "mail.message", "write", [one], vals)
                self.hold(STAYS, said)
                lines = {"message_ids": [[1, one, vals]]}
                self.hold(STAYS, self.ask(user, name, "write", [number], lines))
        for line in ([2, one, 0], [3, one, 0], [6, 0, []]):
            with self.subTest(user=user.login, thread=name, line=line):
                lines = {"message_ids": [line]}
                self.hold(STAYS, self.ask(user, name, "write", [number], lines))
        with self.subTest(user=user.login, thread=name):
            self.hold(STAYS, self.ask(user, "mail.message", "unlink", [one]))

    def test_no_caller_says_a_day_or_what_was_changed(self):
        tracked = [[0, 0, {"field_id": self.field.id, "new_value_char": "Hired"}]]
        thread = {"model": self.journey._name, "res_id": self.journey.id}
        for said in ({"date": "2020-01-01"}, {"tracking_value_ids": tracked}):
            values = {**thread, **said, "body": "x"}
            context = {f"default_{key}": value for key, value in said.items()}
            for answer in (
                self.ask(self.animateur, "mail.message", "create", values),
                self.ask(
                    self.animateur,
                    *("mail.message", "create", {**thread, "body": "x"}),
                    context=context,
                ),
                self.ask(
                    self.animateur,
                    *("club.participant", "message_post", self.journey.ids),
                    body="x",
                    **said,
                    context={"club_tracking": True},
                ),
            ):
                with self.subTest(said=said):
                    self.hold(STAYS, answer)

    def test_what_is_changed_is_noted_as_before(self):
        """With a subtype, and without: Odoo notes it in the name of who changed it."""
        self.flush()
        before = self.journey.message_ids
        self.journey.with_user(self.animateur).write({"state": "admitted"})
        self.flush()
        new = self.journey.message_ids - before
        self.assertTrue(new.sudo().tracking_value_ids)
        self.assertEqual(new.author_id, self.animateur.partner_id)

    def test_who_wrote_corrects_it_in_the_thread(self):
        """Where it says that it was changed; what others wrote is not found."""
        self.authenticate("t_animateur", "t_animateur")
        by = {one.author_id: one for one in self.journey.message_ids if one.body}

        def edit(message):
            self.make_jsonrpc_request(
                "/mail/message/update_content",
                {"message_id": message.id, "update_data": {"body": "Corrected"}},
            )

        edit(by[self.animateur.partner_id])
        theirs = by[self.manager.partner_id]
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            edit(theirs)
        self.env.invalidate_all()
        self.assertIn("edited", by[self.animateur.partner_id].body)
        self.assertNotIn("Corrected", theirs.body)

    def test_an_administrator_may(self):
        boss = new_test_user(self.env, "t_root", "base.group_system")
        boss.group_ids += self.env.ref("clubs_ambition.group_clubs_coordinator")
        message = self.journey.message_ids[:1].with_user(boss)
        message.write({"body": "Taken away"})
        message.unlink()
        self.assertFalse(message.exists())
