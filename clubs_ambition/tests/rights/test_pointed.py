"""Nobody points to a record that they may not read, nor lets go of one unasked."""

from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from ...models.tools import guarded
from .guard_common import LOWEST, GuardCase

OUT = "choose it in the list"
KEPT = "would not be yours"


@tagged("post_install", "-at_install", "security")
class TestPointed(GuardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.far = cls.env["res.partner"].create(
            {"name": "Far", "company_id": company.id, "is_company": True}
        )

    def hidden(self, comodel, user):
        """Return a record of a model that a user may not read."""
        if comodel == "res.partner":
            return self.far
        records = self.env[comodel].with_context(active_test=False).search([])
        seen = records.with_user(user)._filtered_access("read")
        return (records - seen.sudo())[:1]

    def pointed(self):
        """Return what goes through, and how many were tried."""
        through, tried = [], 0
        for name in self.models():
            for key, comodel in self.env[name]._club_pointing_fields().items():
                for operation in ("write", "create"):
                    Model = self.whoever(name, operation)
                    hidden = self.hidden(comodel, Model.env.user)
                    if not (hidden and Model.has_access(operation)):
                        continue
                    many = self.env[name]._fields[key].type == "many2many"
                    vals = {key: [Command.link(hidden.id)] if many else hidden.id}
                    args = [[], vals] if operation == "write" else [vals]
                    tried += 1
                    if not self.refusal(Model, operation, args):
                        through.append((name, key, operation))
        return through, tried

    def test_nothing_out_of_sight_is_pointed_to(self):
        through, tried = self.pointed()
        self.assertEqual(through, [])
        self.assertGreater(tried, 60)

    def typed(self):
        """Return what a form tells of who is pointed to, and how many were tried."""
        told, tried = [], 0
        for name, model in self.env.registry.items():
            if model._abstract or not self.env[name]._club_pointing_fields():
                continue
            for key, comodel in self.env[name]._club_pointing_fields().items():
                field = self.env[name]._fields[key]
                for role in LOWEST:
                    Model = self.env[name].with_user(self.users[role])
                    hidden = self.hidden(comodel, self.users[role])
                    if not (hidden and Model.has_access("create")):
                        continue
                    if not Model._has_field_access(field, "write"):
                        continue
                    many = field.type == "many2many"
                    value = [Command.link(hidden.id)] if many else hidden.id
                    spec = {key: {"fields": {"display_name": {}}}}
                    args = [[], {key: value}, [key], spec]
                    tried += 1
                    if not self.refusal(Model, "onchange", args):
                        told.append((role, name, key))
        return told, tried

    def test_no_form_is_filled_from_out_of_sight(self):
        told, tried = self.typed()
        self.assertEqual(told, [])
        self.assertGreater(tried, 100)

    def test_the_walk_of_forms_sees_what_the_guard_closes(self):
        with patch.object(guarded, "check_typed", lambda *_said: None):
            told, _tried = self.typed()
        self.assertGreater(len(told), 10)

    def test_no_line_of_a_form_is_filled_from_out_of_sight(self):
        journeys = self.env["club.participant"].with_user(self.animateur)
        line = {"candidacy_ids": [Command.create({"partner_id": self.far.id})]}
        with self.assertRefused(AccessError, OUT):
            guarded.check_typed(journeys, line)

    def test_a_referent_reads_no_employer_in_a_form(self):
        Orientation = self.env["club.orientation"].with_user(self.referent)
        spec = {"prescriber_id": {"fields": {"display_name": {}}}}
        for contact in (self.employer, self.far):
            args = [[], {"prescriber_id": contact.id}, ["prescriber_id"], spec]
            said = self.refusal(Orientation, "onchange", args)
            self.assertIn(OUT, str(said))
            self.assertNotIn(contact.name, str(said))

    def test_an_id_is_an_id(self):
        """PostgreSQL rounds 41.9 to 42, and reads “0x2A” as 42 from version 16 on."""
        theirs = self.make_participant("Far Away", club=self.other_club)
        mine = self.make_participant("Near By")
        self.env.cr.execute(
            "SELECT setval('club_participant_id_seq', %s)", [max(mine.id, theirs.id)]
        )
        seen = self.make_participant("Before Her")
        hidden = self.make_participant("After Him", club=self.other_club)
        self.assertEqual(hidden.id, seen.id + 1)
        session = self.env["club.session"].search(
            [("club_id", "=", self.club.id), ("kind", "=", "group")], limit=1
        )
        session.write({"start": "2030-01-05 09:00:00", "stop": "2030-01-05 10:00:00"})
        Attendance = self.env["club.attendance"].with_user(self.animateur)
        for said in (seen.id + 0.9, hex(hidden.id), f"{hidden.id}.0", f" {hidden.id}"):
            vals = {"session_id": session.id, "participant_id": said}
            for method, args in (
                ("create", [vals]),
                ("web_save", [[], vals, {}]),
            ):
                with self.subTest(said=said, method=method):
                    answer = self.refusal(Attendance, method, args)
                    self.assertIn(OUT, str(answer))

    def test_what_does_not_change_is_not_emptied(self):
        """A float that equals the id passes for it, and Odoo writes nobody."""
        candidacy = self.make_candidacy(self.make_participant("Near By"))
        mine = candidacy.with_user(self.animateur)
        for name in ("participant_id", "partner_id"):
            for said in (float(candidacy[name].id), f"{candidacy[name].id}.0", "x"):
                with self.subTest(name=name, said=said):
                    before = candidacy[name]
                    with suppress(UserError):
                        call_kw(mine.browse(), "write", [mine.ids, {name: said}], {})
                    self.assertEqual(candidacy[name], before)

    def test_the_walk_sees_what_the_guard_closes(self):
        with patch.object(guarded, "check_pointed", lambda *_said: None):
            through, _tried = self.pointed()
        self.assertGreater(len(through), 10)

    def test_nobody_of_france_is_put_on_a_list(self):
        session = self.env["club.session"].search(
            [("club_id", "=", self.club.id), ("kind", "=", "group")], limit=1
        )
        session.write({"start": "2030-01-05 09:00:00", "stop": "2030-01-05 10:00:00"})
        theirs = self.make_participant("Far Away", club=self.other_club)
        Attendance = self.env["club.attendance"].with_user(self.animateur)
        vals = {"session_id": session.id, "participant_id": theirs.id}
        self.assertIn(OUT, str(self.refusal(Attendance, "create", [vals])))
        self.assertIn(OUT, str(self.refusal(Attendance, "web_save", [[], vals, {}])))

    def test_the_employer_of_a_hire_and_the_contact_of_an_offer(self):
        offer = self.records["club.offer"].filtered(lambda o: o.club_id == self.club)
        placement = self.records["club.placement"].filtered(
            lambda one: one.club_id == self.club
        )
        for record, name in (
            (offer, "contact_id"),
            (placement, "partner_id"),
            (placement.participant_id, "prescriber_id"),
        ):
            mine = record[:1].with_user(self.animateur)
            said = self.refusal(mine, "web_save", [mine.ids, {name: self.far.id}, {}])
            with self.subTest(field=name):
                self.assertIn(OUT, str(said))

    def test_a_referent_names_no_employer(self):
        """A referent reads no employer, nor learns whether there is one."""
        Orientation = self.env["club.orientation"].with_user(self.referent)
        vals = {"last_name": "Martin", "club_id": self.club.id}
        for contact in (self.employer, self.far):
            said = self.refusal(
                Orientation, "create", [{**vals, "prescriber_id": contact.id}]
            )
            self.assertIsInstance(said, AccessError)

    def test_who_is_no_more_is_refused_in_the_same_words(self):
        offer = self.records["club.offer"].filtered(lambda o: o.club_id == self.club)
        mine = offer[:1].with_user(self.animateur)
        gone = self.env["res.partner"].create({"name": "Gone"})
        number = gone.id
        gone.unlink()
        said = [
            str(self.refusal(mine, "write", [mine.ids, {"contact_id": one}]))
            for one in (self.far.id, number)
        ]
        self.assertIn(OUT, said[0])
        self.assertEqual(*said)

    def test_what_stands_already_is_no_new_look(self):
        """A form sends back who is out of sight by now: nothing changes, nothing asked."""
        journey = self.make_participant(prescriber_id=self.far.id)
        mine = journey.with_user(self.animateur)
        mine.write({"prescriber_id": self.far.id, "mobility_km": 12})
        self.assertEqual(journey.mobility_km, 12)

    def test_a_context_points_to_nobody(self):
        Offer = self.env["club.offer"].with_user(self.animateur)
        vals = {"name": "Offer", "club_id": self.club.id}
        context = {"default_partner_id": self.far.id}
        self.assertIn(OUT, str(self.refusal(Offer, "create", [vals], context)))

    def test_one_look_for_each_model_pointed_to(self):
        """A list of a hundred people asks no more than a list of one."""
        Offer = self.env["club.offer"].with_user(self.animateur)

        def queries(count):
            vals = [
                {
                    "name": f"Offer {n}",
                    "club_id": self.club.id,
                    "partner_id": self.employer.id,
                }
                for n in range(count)
            ]
            before = self.env.cr.sql_log_count
            Offer._club_check_pointed(vals)
            return self.env.cr.sql_log_count - before

        queries(1)
        self.env.invalidate_all()
        one = queries(1)
        self.env.invalidate_all()
        self.assertEqual(queries(50), one)
        self.assertLessEqual(one, 2)
        before = self.env.cr.sql_log_count
        self.env.invalidate_all()
        self.env["club.offer"]._club_check_pointed([{"partner_id": self.far.id}])
        self.assertEqual(self.env.cr.sql_log_count, before, "sudo costs nothing")


@tagged("post_install", "-at_install", "security")
class TestKept(GuardCase):
    """A write that takes a record out of who writes it is looked at again."""

    def moved(self):
        """Return what an animateur gives to another club, and how many were tried."""
        through, tried = [], 0
        for name, records in self.records.items():
            mine = records.with_user(self.animateur)._filtered_access("write")
            Model = self.env[name].with_user(self.animateur)
            for key in Model._club_compared_fields():
                field = Model._fields[key]
                if field.comodel_name != "club.club" or field.readonly or not mine:
                    continue
                record = mine.filtered(lambda one, key=key: one[key])[:1]
                tried += 1
                vals = {key: self.other_club.id}
                if record and not self.refusal(record, "write", [record.ids, vals]):
                    through.append(name)
        return through, tried

    def test_no_record_leaves_unasked(self):
        through, tried = self.moved()
        # A journey is given to another club before the admission, on purpose.
        self.assertLessEqual(set(through), {"club.participant"})
        self.assertGreater(tried, 4)

    def test_the_walk_sees_what_the_rules_close(self):
        with patch.object(guarded, "check_kept", lambda *_said: None):
            through, _tried = self.moved()
        self.assertGreater(len(through), 2)

    def test_a_club_gives_a_journey_to_another(self):
        journey = self.make_participant(cohort=False)
        journey.cohort_id = False
        journey.with_user(self.animateur).write({"club_id": self.other_club.id})
        self.assertEqual(journey.club_id, self.other_club)
        with self.assertRaises(AccessError):
            journey.with_user(self.animateur).write({"club_id": self.club.id})

    def test_what_a_club_follows_from_is_looked_at(self):
        """The club of a line follows from its session: moving it moves the line."""
        compared = (
            self.env["club.attendance"]
            .with_user(self.animateur)
            ._club_compared_fields()
        )
        self.assertIn("session_id", compared)
        campaign = self.records["club.campaign"].filtered(
            lambda one: one.club_id == self.club
        )
        with self.assertRaisesRegex(UserError, KEPT):
            campaign.with_user(self.animateur).write({"club_id": self.other_club.id})
