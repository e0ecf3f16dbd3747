from itertools import count

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...const import MODULE
from ...models.tools.opened_texts import TEXTS
from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestOpenedTexts(ClubsCase):
    """What somebody else wrote meanwhile is not written over by a form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.make_participant("Lina Moreau", "active")
        cls.journey.strengths = "Punctual"
        cls.env.flush_all()
        cls.colleague = cls.manager
        cls.requests = count()

    def save(self, opened, user=None, **vals):
        """Record as the form does: with what stood in the texts when it was read."""
        journey = self.journey.with_user(user or self.animateur)
        told = {journey._name: {str(journey.id): opened}}
        # A request of its own: equal contexts are one in a transaction.
        told[""] = {"": {"request": str(next(self.requests))}}
        return journey.with_context(club_opened=told).web_save(vals, {})

    def shown(self, caught, record, key=None):
        """Return what the refusal told the client of a record."""
        opened = caught.exception.context["club_opened"]
        return opened[record._name][str(record.id) if key is None else key]

    def other_writes(self, text):
        self.journey.with_user(self.colleague).strengths = text
        self.env.flush_all()

    def test_both_are_shown_and_nothing_is_written(self):
        self.other_writes("Punctual. Speaks Italian.")
        with self.assertRefused(UserError, "Add to it what you keep of the") as caught:
            self.save({"strengths": "Punctual"}, strengths="Punctual. Drives.")
        told = str(caught.exception)
        for word in (self.colleague.name, "Speaks Italian", "Drives", "Strengths"):
            self.assertIn(word, told)
        self.assertEqual(self.journey.strengths, "Punctual. Speaks Italian.")
        shown = self.shown(caught, self.journey)
        self.assertEqual(shown, {"strengths": "Punctual. Speaks Italian."})
        self.save(shown, strengths="Punctual. Speaks Italian. Drives.")
        self.assertIn("Drives", self.journey.strengths)

    def test_another_field_is_written_as_ever(self):
        self.other_writes("Punctual. Speaks Italian.")
        self.save({}, mobility_km=12)
        self.assertEqual(self.journey.mobility_km, 12)

    def test_what_one_records_twice_is_no_conflict(self):
        opened = {"strengths": "Punctual"}
        self.save(opened, strengths="Punctual. Drives.")
        self.save(opened, strengths="Punctual. Drives.")  # the network lost the answer
        sent = {"strengths": ["Punctual", "Punctual. Drives."]}
        self.save(sent, strengths="Punctual. Drives, cooks.")
        self.assertEqual(self.journey.strengths, "Punctual. Drives, cooks.")

    def test_what_one_wrote_in_another_tab_is_shown_too(self):
        self.save({"strengths": "Punctual"}, strengths="Punctual. Speaks Italian.")
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "another tab") as caught:
            self.save({"strengths": "Punctual"}, strengths="Punctual. Drives.")
        self.assertIn("Speaks Italian", str(caught.exception))
        self.assertNotIn(self.animateur.name, str(caught.exception))
        shown = self.shown(caught, self.journey)
        self.save(shown, strengths="Punctual. Drives.")
        self.assertEqual(self.journey.strengths, "Punctual. Drives.")

    def test_what_somebody_wrote_shows_though_one_wrote_elsewhere_on_the_page(self):
        """Who wrote the row last says nothing of who wrote the text."""
        self.other_writes("Punctual. Speaks Italian.")
        self.save({}, mobility_km=12)
        with self.assertRaisesRegex(UserError, "Speaks Italian"):
            self.save({"strengths": "Punctual"}, strengths="Drives.")

    def test_what_the_code_writes_after_is_no_conflict(self):
        """One gesture may write a text in two steps."""
        told = {self.journey._name: {str(self.journey.id): {"strengths": "Punctual"}}}
        mine = self.journey.with_user(self.animateur).with_context(club_opened=told)
        mine.write({"strengths": "Punctual. Drives."})
        mine.write({"strengths": "Drives."})
        self.assertEqual(self.journey.strengths, "Drives.")

    def test_two_that_wrote_the_same_agree(self):
        self.other_writes("Drives.\n")
        self.save({"strengths": "Punctual"}, strengths="Drives.")
        self.assertEqual(self.journey.strengths, "Drives.")

    def test_a_text_of_odoo_s_on_a_screen_of_ours(self):
        """The notes on an employer, the name of a prospect are everybody's too."""
        values = {"name": "Bakery", "club_id": self.club.id}
        lead = self.env["crm.lead"].create({**values, "partner_id": self.employer.id})
        count = 0
        for record, view in (
            (self.employer, "res_partner_view_form_establishment"),
            (lead, "crm_lead_view_form_prospection"),
        ):
            mine = record.with_user(self.animateur)
            view = self.env.ref(f"clubs_ambition.{view}")
            arch = etree.fromstring(mine.get_view(view.id, "form")["arch"])
            names = {node.get("name") for node in arch.xpath("//field[not(@readonly)]")}
            for name in sorted(names & mine._fields.keys()):
                field = mine._fields[name]
                of_odoo = MODULE not in field._modules and not field.readonly
                if field.type in TEXTS and field.store and of_odoo:
                    opened = {record._name: {str(record.id): {name: "As it was read"}}}
                    typed = mine.with_context(club_opened=opened)
                    with (
                        self.subTest(field=str(field)),
                        self.assertRefused(UserError, "Add to it what you keep of the"),
                    ):
                        typed.web_save({name: "Mine"}, {})
                    count += 1
        self.assertGreater(count, 10)

    def test_what_is_to_be_done_is_written_by_several(self):
        lead = self.env["crm.lead"].create({"name": "X", "club_id": self.club.id})
        for record in (self.journey, lead, self.employer):
            task = record.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.animateur.id
            )
            opened = self.opened(task, note="<p>As it was read</p>")
            mine = task.with_user(self.animateur).with_context(club_opened=opened)
            with (
                self.subTest(record=record),
                self.assertRefused(UserError, "Add to it what you keep of the"),
            ):
                mine.web_save({"note": "<p>Mine</p>"}, {})

    def test_a_text_of_odoo_s_elsewhere_is_odoo_s(self):
        partner = self.env["res.partner"].create({"name": "Supplier", "comment": "A"})
        opened = {"res.partner": {str(partner.id): {"comment": "As it was read"}}}
        user = self.env.ref("base.user_admin")
        theirs = partner.with_user(user).with_context(club_opened=opened)
        theirs.web_save({"comment": "B"}, {})
        self.assertIn("B", partner.comment)

    def test_what_nobody_typed_is_no_change(self):
        self.other_writes("  Punctual\r\n")
        self.save({"strengths": "Punctual"}, strengths="Drives.")
        self.assertEqual(self.journey.strengths, "Drives.")

    def test_a_caller_without_a_form_writes(self):
        self.other_writes("Punctual. Speaks Italian.")
        self.journey.with_user(self.animateur).web_save({"strengths": "Drives."}, {})
        self.assertEqual(self.journey.strengths, "Drives.")

    def test_an_absurd_context_is_no_exception(self):
        absurd = (None, [], "x", {"strengths": [1]}, {"nothing": "x"}, {1: 2})
        whole = (*absurd, {"club.participant": "x"}, {"club.participant": {"": 1}})
        mine = self.journey.with_user(self.animateur)
        for opened in absurd:
            with self.subTest(opened=opened):
                self.save(opened, user=self.animateur, strengths="Drives.")
                self.assertEqual(self.journey.strengths, "Drives.")
        for opened in whole:
            with self.subTest(whole=opened):
                mine.with_context(club_opened=opened).web_save({"strengths": "x"}, {})

    # === LINES, LISTS === #

    def objective(self):
        """Return an objective that a colleague words anew after it was opened."""
        objective = self.env["club.objective"].create(
            {"participant_id": self.journey.id, "name": "Call three"}
        )
        self.env.flush_all()
        objective.with_user(self.colleague).name = "Call three bakers"
        self.env.flush_all()
        return objective

    def opened(self, record, **texts):
        return {record._name: {str(record.id): texts}}

    def test_a_cell_of_a_list(self):
        line = self.objective().with_user(self.animateur)
        opened = self.opened(line, name="Call three")
        mine = line.with_context(club_opened=opened)
        with self.assertRaisesRegex(UserError, "Call three bakers") as caught:
            mine.web_save({"name": "Call four"}, {})
        self.assertEqual(line.name, "Call three bakers")
        self.assertEqual(self.shown(caught, line), {"name": "Call three bakers"})

    def test_a_line_of_a_form(self):
        line = self.objective()
        opened = self.opened(line, name="Call three")
        mine = self.journey.with_user(self.animateur).with_context(club_opened=opened)
        commands = [Command.update(line.id, {"name": "Call four"})]
        with self.assertRaisesRegex(UserError, "Call three bakers"):
            mine.web_save({"objective_ids": commands, "mobility_km": 7}, {})
        self.assertEqual(line.name, "Call three bakers")

    def test_rows_changed_together(self):
        """One of them was changed meanwhile: neither is written."""
        line = self.objective()
        other = line.copy({"name": "Write"})
        self.env.flush_all()
        opened = {
            line._name: {
                str(line.id): {"name": "Call three"},
                str(other.id): {"name": "Write"},
            }
        }
        lines = (line | other).with_user(self.animateur)
        lines = lines.with_context(club_opened=opened)
        for act in (
            lambda: lines.web_save({"name": "x"}, {}),
            lambda: lines.web_save_multi([{"name": "x"}] * 2, {}),
        ):
            with (
                self.assertRaisesRegex(UserError, "Call three bakers"),
                self.cr.savepoint(),
            ):
                act()
        self.assertEqual(line.name, "Call three bakers")
        self.assertEqual(other.name, "Write")


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestOpenedDialogs(ClubsCase):
    """A dialog is filled with what stands: it writes over nothing that changed since."""

    EXEMPT = {
        ("club.participant.interview", "decline_message"): "of the reason chosen",
        ("club.participant.interview", "decline_alternative"): "a new decision",
        ("club.participant.end", "decline_message"): "of the reason chosen",
        ("club.week.review.next", "name"): "of the preset chosen",
        ("club.participant.end", "decline_alternative"): "a new decision",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.make_participant("Lina Moreau", "active")
        cls.interview = cls.env["club.session"].create(
            {
                "name": "Interview",
                "kind": "interview",
                "club_id": cls.club.id,
                "participant_id": cls.journey.id,
                "start": "2026-01-14 09:00:00",
                "stop": "2026-01-14 09:30:00",
                "note": "Punctual",
            }
        )
        cls.env.flush_all()
        cls.interview.with_user(cls.manager).note = "Punctual. Drives."
        cls.env.flush_all()

    def confirm(self, typed, opened="Punctual", key="", **vals):
        """Record the dialog as the client does, then confirm it."""
        Review = self.env["club.week.review"].with_user(self.animateur)
        told = {Review._name: {key: {"note": opened}}}
        vals = {"participant_id": self.journey.id, "note": typed, **vals}
        saved = Review.with_context(club_opened=told).web_save(vals, {"note": {}})
        dialog = Review.browse(saved[0]["id"])
        dialog.action_confirm()
        return dialog

    def test_both_are_shown_and_recording_again_is_a_choice(self):
        with self.assertRaisesRegex(UserError, "Drives") as caught:
            self.confirm("Punctual. Cooks.")
        self.assertIn(self.manager.name, str(caught.exception))
        shown = caught.exception.context["club_opened"]
        self.assertEqual(
            shown, {"club.week.review": {"": {"note": "Punctual. Drives."}}}
        )
        self.assertEqual(self.interview.note, "Punctual. Drives.")
        self.confirm("Punctual. Drives. Cooks.", "Punctual. Drives.")
        self.assertEqual(self.interview.note, "Punctual. Drives. Cooks.")

    def test_what_nobody_typed_over_stays(self):
        self.confirm("Punctual")
        self.assertEqual(self.interview.note, "Punctual. Drives.")

    def test_changed_between_two_tries(self):
        """The dialog is recorded, confirmed later: it asks again, and is no dead end."""
        Review = self.env["club.week.review"].with_user(self.animateur)
        told = {Review._name: {"": {"note": "Punctual. Drives."}}}
        vals = {"participant_id": self.journey.id, "note": "Cooks."}
        saved = Review.with_context(club_opened=told).web_save(vals, {"note": {}})
        dialog = Review.browse(saved[0]["id"])
        self.interview.with_user(self.manager).note = "Late."
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "Late"):
            dialog.action_confirm()
        again = {Review._name: {str(dialog.id): {"note": "Cooks."}}}
        with self.assertRaisesRegex(UserError, "Late") as caught:
            dialog.with_context(club_opened=again).web_save({"note": "Cooks!"}, {})
        shown = caught.exception.context["club_opened"]
        self.assertEqual(shown, {Review._name: {str(dialog.id): {"note": "Late."}}})
        dialog.with_context(club_opened=shown).web_save({"note": "Late. Cooks!"}, {})
        dialog.action_confirm()
        self.assertEqual(self.interview.note, "Late. Cooks!")

    def test_a_caller_without_a_form_writes(self):
        Review = self.env["club.week.review"].with_user(self.animateur)
        vals = {"participant_id": self.journey.id, "note": "Cooks."}
        Review.create(vals).action_confirm()
        self.assertEqual(self.interview.note, "Cooks.")

    def test_every_text_that_a_dialog_takes_up_is_guarded(self):
        """From the registry: a text called as one of the record that it is about."""
        texts = ("char", "text", "html")
        found = set()
        for name, model in self.registry.items():
            if not (model._transient and model._original_module == MODULE):
                continue
            dialog = self.env[name]
            pointed = [
                self.env[field.comodel_name]._fields
                for field in dialog._fields.values()
                if field.type == "many2one" and field.store
            ]
            for field in dialog._fields.values():
                if field.type not in texts or not field.store or field.readonly:
                    continue
                same = [one[field.name] for one in pointed if field.name in one]
                alike = any(one.store and one.type in texts for one in same)
                if field.compute and alike:
                    found.add((name, field.name))
        guarded = {
            (name, text)
            for name, model in self.registry.items()
            for text in getattr(model, "_over_texts", ())
        }
        self.assertEqual(found - guarded - self.EXEMPT.keys(), set())
        self.assertGreaterEqual(len(guarded), 5)
        for name, text in guarded:
            target = self.env[name]
            *steps, last = target._over_texts[text].split(".")
            for step in steps:
                target = self.env[target._fields[step].comodel_name]
            self.assertIn(target._fields[last].type, texts)
