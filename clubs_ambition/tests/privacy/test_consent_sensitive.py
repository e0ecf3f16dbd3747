"""Health and legal matters are asked for, and not written down of somebody who says no."""

# pylint: disable=translation-required
import runpy

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import file_path

from .test_consent import ConsentCase

SAID_NO = "does not want"


@tagged("post_install", "-at_install", "security")
class TestConsentSensitive(ConsentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        barriers = cls.env["club.barrier"]
        cls.health = barriers.search([("sensitive", "=", True)], limit=1)
        cls.mobility = barriers.search([("sensitive", "=", False)], limit=1)
        cls.lines = cls.env["club.participant.barrier"].with_user(cls.animateur)

    def note(self, barrier=None, journey=None, **vals):
        """Write a barrier down as a form does."""
        journey = journey or self.journey
        barrier = barrier or self.health
        vals = {"participant_id": journey.id, "barrier_id": barrier.id, **vals}
        return self.lines.create(vals)

    def noted(self):
        return self.person.every_journey_ids.barrier_ids.barrier_id

    # === ASKED === #

    def test_nothing_after_a_no(self):
        """Neither a grade, nor that there is none; whatever else is written."""
        self.say("sensitive", False)
        for grade in ("0_none", "1_minor"):
            with self.assertRefused(ValidationError, SAID_NO):
                self.note(grade=grade)
        line = self.note(self.mobility)
        with self.assertRefused(ValidationError, SAID_NO):
            line.barrier_id = self.health
        journey = self.journey.with_user(self.animateur)
        with self.assertRefused(ValidationError, SAID_NO):
            journey.rqth = True
        self.say("sensitive")
        self.assertTrue(self.note())
        journey.rqth = True

    def interview(self, answer):
        """Hold an interview in which a matter of health is told, with this answer."""
        context = {"default_participant_id": self.journey.id}
        dialogs = self.env["club.participant.interview"].with_user(self.animateur)
        form = Form(dialogs.with_context(**context))
        form.conclusion = "later"
        self.assertFalse(form.agreement_words)
        dialog = form.save()
        line = dialog.barrier_ids.filtered(lambda one: one.barrier_id == self.health)
        line.grade = "1_minor"
        self.assertIn("santé", dialog.agreement_words)
        dialog.sensitive_answer = answer
        dialog.action_confirm()
        dialog.invalidate_recordset()
        return dialog

    def test_the_interview_asks_in_the_words_of_the_wording(self):
        dialog = self.interview("yes")
        self.assertEqual(self.noted(), self.health)
        said = self.said("sensitive")
        self.assertEqual((said.state, said.recorded_by_id), ("given", self.animateur))
        self.assertEqual(said.wording_id.purpose, "sensitive")
        self.assertFalse(dialog.agreement_words, "asked once")

    def test_a_no_in_the_interview_leaves_it_empty(self):
        self.interview("no")
        self.assertFalse(self.noted())
        self.assertTrue(self.said("sensitive").withdrawn_on)

    def test_an_update_tells_of_how_many_it_was_written_unasked(self):
        script = file_path("clubs_ambition/migrations/19.0.1.14.0/post-sensitive.py")
        update = runpy.run_path(script)["migrate"]
        told = self.env["ir.logging"].search(
            [("path", "=", "clubs_ambition/migrations")]
        )
        self.say("sensitive")
        self.note()
        self.env.flush_all()
        update(self.env.cr, "19.0.1.13.0")
        self.env.cr.execute("DELETE FROM club_privacy_consent")
        update(self.env.cr, "19.0.1.13.0")
        self.env.invalidate_all()
        told = self.env["ir.logging"].search([("func", "=", "Agreements")]) - told
        self.assertEqual(len(told), 1)
        self.assertIn("1 people", told.message)
        self.assertEqual(self.noted(), self.health, "it is for who coaches to ask")

    # === ONCE IT IS TAKEN BACK === #

    def test_a_no_deletes_what_was_written(self):
        """In journeys that were archived, too; of nobody else."""
        other = self.make_participant("Zoé Marchand", "active")
        for journey in (self.journey, other):
            self.say("sensitive", journey=journey)
            self.note(journey=journey)
            self.note(self.mobility, journey)
            journey.rqth = True
        self.env.flush_all()
        archived = "UPDATE club_participant SET active = FALSE WHERE id = %s"
        self.env.cr.execute(archived, self.journey.ids)
        self.env.invalidate_all()
        self.say("sensitive", False)
        self.assertEqual(self.noted(), self.mobility)
        self.assertFalse(self.journey.rqth)
        self.assertTrue(other.rqth)
        self.assertIn(self.health, other.barrier_ids.barrier_id)

    def test_a_no_that_was_a_mistake(self):
        self.say("sensitive", False)
        self.said("sensitive").with_user(self.animateur)._undo()
        self.assertTrue(self.note())

    def test_two_records_of_which_one_said_no(self):
        self.note()
        kept = self.make_person("Yanis Benali")
        other = self.make_participant(person=kept)
        other.state = "withdrawn"
        self.say("sensitive", False, journey=other)
        self.env["club.person.merge"]._merge(kept, self.person)
        self.assertFalse(kept.every_journey_ids.barrier_ids)
