# pylint: disable=translation-required
import inspect
import re
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.tools.club_undelivered import ABOUT, pointing
from ...utils import clock
from .mail_common import ServerCase

OURS = "odoo.addons.clubs_ambition."
SENDS = re.compile(
    r"\.(send_mail|message_notify|_write_to_person)\(|message_post\([^)]*partner_ids="
)
"""What writes to somebody who is named: in the source of a function of ours."""


@tagged("post_install", "-at_install")
class TestUndelivered(ServerCase):
    """What leaves arrives, or somebody knows: wherever it leaves from."""

    # === EVERY PLACE THAT WRITES TO SOMEBODY === #

    def road_queue_mail(self):
        fresh = self.make_candidacy(self.yanis, "draft", employer=self.other_employer)
        self.other_employer.email = "hotel@example.com"
        self.send(fresh)
        return fresh

    def road_queue_mail_of_thanks(self):
        self.first._record_hire(kind="cdi")
        placement = self.first.placement_ids
        placement.with_user(self.animateur).action_thank_employer()
        return placement

    def road_queue_mail_of_news(self):
        self.first._record_hire(kind="cdi")
        placement = self.first.placement_ids
        followup = placement.followup_ids[:1]
        self.env["club.followup.question"]._send(followup, "person")
        return placement

    def road_write_to(self):
        return self.moved()

    def road_write_to_of_the_journey(self):
        self.moved()
        return self.yanis

    def road_send_reason(self):
        self.first.write({"state": "refused", "refusal_reason_id": self.reason.id})
        self.first.with_user(self.animateur).action_tell_participant()
        return self.first

    def road_tell_taken_back(self):
        undo = self.env["club.candidacy.undo"].with_user(self.animateur)
        undo._tell_taken_back(self.first)
        return self.first

    def road_tell_answers(self):
        journey = self.make_participant("Zoé Roy", referent_id=self.referent.id)
        self.walk(journey, "admitted", clock.today(self.club))
        return journey.orientation_ids

    def road_tell_corrected(self):
        journey = self.make_participant("Zoé Roy", referent_id=self.referent.id)
        journey.orientation_ids.with_user(self.referent).phone = "06 39 98 00 03"
        return journey

    def road_notify_decline(self):
        prescriber = self.env["res.partner"].create(
            {"name": "Mission locale", "email": "ml@example.com"}
        )
        journey = self.make_participant("Zoé Roy", prescriber_id=prescriber.id)
        reason = self.env["club.decline.reason"].search([], limit=1)
        journey.write({"state": "declined", "decline_reason_id": reason.id})
        return journey

    def road_club_tell(self):
        activity = self.first.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.animateur.id
        )
        activity._club_tell()
        return self.first

    def road_notify_waiting(self):
        return self.waiting()

    def roads(self):
        return {
            name.removeprefix("road"): getattr(self, name)
            for name in dir(self)
            if name.startswith("road_")
        }

    ELSEWHERE = {
        "_tell": "alerts go to the data officer: of no club (below)",
        "_notify_decision": "to who asked for it, a colleague, as _notify_waiting",
        "action_send_to_referent": "to the referent, as _tell_answers",
        "message_notify": "Odoo's own, called by the others",
    }

    def test_every_place_that_writes_is_walked(self):
        """In the source of models and dialogs in the registry: none is forgotten."""
        found = set()
        for Model in self.env.registry.values():
            for cls in Model.mro():
                if cls.__module__.startswith(OURS):
                    found |= {
                        name
                        for name, function in vars(cls).items()
                        if inspect.isfunction(function)
                        and SENDS.search(inspect.getsource(function))
                    }
        walked = {
            name for name in found if any(one.startswith(name) for one in self.roads())
        }
        self.assertIn("_queue_mail", walked)
        self.assertFalse(found - walked - set(self.ELSEWHERE))

    def test_what_fails_shows_and_leaves_once_mended(self):
        for name, road in self.roads().items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                self.fail_then_mend(road)
                savepoint.rollback()
            self.env.invalidate_all()

    def fail_then_mend(self, road):
        with self.server("*") as got:
            record = road()
            self.queue()
        self.assertFalse(got)
        self.assertIn("refused", self.shown(record))
        rows = self.rows()
        self.assertTrue(rows)
        self.assertEqual(len(self.listed()), 1)
        self.assertIn(str(len(rows)), self.listed()[0]["detail"])
        with self.server() as got:
            record.with_user(self.animateur).action_club_undelivered_resend()
            self.queue()
            self.assertTrue(got)
            rows.exists().action_resend()
            self.queue()
        self.assertEqual(len(got), len(rows))
        self.assertFalse(self.shown(record))
        self.assertFalse(self.rows() or self.listed())

    def test_it_shows_on_each_record_of_a_thread(self):
        """A model of ours from whose thread one writes has the line in its forms."""
        thread = self.env.registry["mail.thread"]
        mixin = self.env.registry["club.undelivered.mixin"]
        threads = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("club.") and not model._abstract
            if issubclass(model, thread)
        ]
        self.assertIn("club.candidacy", threads)
        for name in (*threads, "crm.lead", "res.partner", "club.answer.link"):
            self.assertTrue(issubclass(self.env.registry[name], mixin), name)
        forms = self.env["ir.ui.view"].search(
            [("type", "=", "form"), ("mode", "=", "primary"), ("model", "in", threads)]
        )
        for view in forms.filtered(
            lambda one: one.xml_id.startswith("clubs_ambition.")
        ):
            arch, _view = self.env[view.model]._get_view(view.id, "form")
            if arch.find(".//sheet") is not None:
                line = arch.findall(".//field[@name='club_undelivered_text']")
                self.assertEqual(len(line), 1, view.xml_id)

    def test_what_a_link_is_about_shows_it(self):
        """A new field of links to what they are about would be forgotten."""
        about = {
            field.comodel_name
            for field in self.env["club.answer.link"]._fields.values()
            if field.store and field.type in ("many2one", "many2many")
            if field.comodel_name.startswith("club.")
        }
        passed = {"club.club", "club.person", "club.answer.link", "club.followup"}
        self.assertLessEqual(about - passed, set(ABOUT))

    def test_what_is_looked_for_first_leads_as_the_domain_does(self):
        """Every way from a row, by the indexes alone and by Odoo's search."""
        Row = self.env["club.undelivered"].sudo().with_context(active_test=False)
        self.env["club.undelivered"].search([]).unlink()
        with self.server("*"):
            self.road_queue_mail()
            self.road_write_to()
            self.queue()
        Row.create(
            {
                "reason": "none",
                "partner_id": self.employer.id,
                "session_id": self.session().id,
                "club_id": self.club.id,
            }
        )
        rows, walked = Row.search([]), set()
        for ways in ABOUT.values():
            for way, _name in ways:
                for one in rows.mapped(way):
                    walked.add(way)
                    condition = pointing(Row, way.split("."), one.ids)
                    found = self.env.execute_query(
                        SQL("SELECT id FROM club_undelivered WHERE %s", condition)
                    )
                    expected = Row.search([(way, "in", one.ids)])
                    self.assertEqual({id_ for (id_,) in found}, set(expected.ids), way)
        self.assertGreaterEqual(
            walked,
            {
                *("link_id.candidacy_ids", "link_id.candidacy_ids.participant_id"),
                *("person_id", "partner_id", "session_id"),
            },
        )

    def test_a_form_that_misses_nothing_asks_no_rule(self):
        self.env["club.undelivered"].search([]).unlink()
        asked = patch.object(
            self.env.registry["club.undelivered"], "_search", side_effect=ValueError
        )
        journey = self.yanis.with_user(self.animateur)
        with asked:
            self.assertFalse(journey.club_undelivered_text)
        with self.server("*"):
            self.road_write_to()
            self.queue()
        with asked, self.assertRaises(ValueError):
            self.assertTrue(journey.club_undelivered_text)
