"""The upgrade that takes referents out of the journeys, on rows as they were before."""

import runpy
from datetime import date

from odoo.tests import new_test_user, tagged
from odoo.tools import file_path

from ...models.tools.guarded import OPEN
from ..common import ClubsCase
from ..person.migration_common import MigrationCase

SCRIPTS = "clubs_ambition/migrations/19.0.1.6.0"
REFERENT = "clubs_ambition.group_clubs_referent"


@tagged("post_install", "-at_install")
class TestMigrationOrientations(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = new_test_user(
            cls.env, "t_both", f"{REFERENT},clubs_ambition.group_clubs_animateur"
        )
        cls.club.animateur_ids += cls.both
        facts = {"phone": "0639982001", "birth_date": date(2001, 2, 3)}
        cls.typed = cls.make("Zoé Martin", note="Motivée", **facts)
        cls.named = cls.make("Léa Roux", note="Seen at the forum", **facts)
        cls.declined = cls.make("Ada Diaye")
        cls.admitted = cls.make("Lina Moreau", "admitted")
        cls.own = cls.make("Karim Traore", referent=cls.both)
        cls.alone = cls.make_participant("Alone")
        reason = cls.env.ref("clubs_ambition.club_decline_reason_age")
        cls.declined.write({"state": "declined", "decline_reason_id": reason.id})
        cls.journeys = cls.typed + cls.named + cls.declined + cls.admitted + cls.own
        cls._trace()
        cls._go_back()

    @classmethod
    def make(cls, name, state="oriented", referent=None, note=False, **facts):
        return cls.make_participant(
            name,
            state,
            referent_id=(referent or cls.referent).id,
            orientation_note=note,
            person=cls.make_person(name, **facts),
            occupation_ids=cls.env["club.occupation"].search(
                [("kind", "=", "job")], limit=1
            ),
        )

    @classmethod
    def _trace(cls):
        """Leave what a referent was told and asked on journeys."""
        for journey in cls.journeys:
            partner = journey.referent_id.partner_id
            journey.message_subscribe(partner_ids=partner.ids)
            words = "Words"
            journey.message_post(body=words, partner_ids=partner.ids)
        Activity = cls.env["mail.activity"].with_context(club_heir=OPEN)
        cls.task = Activity.create(
            {
                "res_model_id": cls.env["ir.model"]._get_id("club.participant"),
                "res_id": cls.typed.id,
                "user_id": cls.referent.id,
                "summary": "Call",
            }
        )

    @classmethod
    def _go_back(cls):
        """Put the tables as the version before had them."""
        cls.env.flush_all()
        cr = cls.env.cr
        cr.execute("DELETE FROM club_orientation")
        cr.execute("DELETE FROM mail_followers WHERE res_model = 'club.orientation'")
        for table, records in (
            ("club_participant", cls.typed),
            ("club_person", cls.typed.person_id),
        ):
            cr.execute(
                f"UPDATE {table} SET create_uid = %s, write_uid = %s "  # noqa: S608
                "WHERE id = %s",
                [cls.referent.id, cls.referent.id, records.id],
            )
        model = cls.env["ir.model"]._get_id("club.participant")
        rule = cls.env["ir.rule"].create(
            {
                "name": "Old",
                "model_id": model,
                "domain_force": "[('referent_id', '=', user.id)]",
            }
        )
        cls.env["ir.model.data"].search(
            [
                ("module", "=", "clubs_ambition"),
                ("name", "=", "club_participant_rule_referent"),
            ]
        ).unlink()
        cls.env["ir.model.data"].create(
            {
                "module": "clubs_ambition",
                "name": "club_participant_rule_referent",
                "model": "ir.rule",
                "res_id": rule.id,
            }
        )
        cls.rule = rule
        cls.env.flush_all()
        cls.env.invalidate_all()

    def migrate(self):
        for name in ("pre", "post"):
            script = runpy.run_path(file_path(f"{SCRIPTS}/{name}-orientations.py"))
            script["migrate"](self.env.cr, "19.0.1.5.0")
        self.env.invalidate_all()

    def sign(self, writer):
        """Write who wrote the person of the first journey last."""
        self.env.cr.execute(
            "UPDATE club_person SET write_uid = %s WHERE id = %s",
            [writer.id, self.typed.person_id.id],
        )

    def test_every_journey_with_a_referent_has_its_orientation(self):
        self.migrate()
        for journey in self.journeys:
            self.assertEqual(journey.orientation_ids.referent_id, journey.referent_id)
        self.assertFalse(self.alone.orientation_ids)
        typed = self.typed.orientation_ids
        self.assertRecordValues(
            typed,
            [
                {
                    "name": "Zoé Martin",
                    "last_name": "Martin",
                    "phone": "0639982001",
                    "birth_date": date(2001, 2, 3),
                    "note": "Motivée",
                    "state": "waiting",
                    "oriented_on": date(2026, 1, 5),
                    "club_id": self.club.id,
                }
            ],
        )
        self.assertEqual(typed.occupation_ids, self.typed.occupation_ids)
        named = self.named.orientation_ids
        self.assertEqual(named.name, "Léa Roux")
        self.assertFalse(named.phone or named.note or named.birth_date or named.email)
        self.assertFalse(named.occupation_ids)

    def test_what_somebody_else_wrote_since_is_not_told(self):
        self.sign(self.animateur)
        self.migrate()
        typed = self.typed.orientation_ids
        self.assertEqual((typed.name, typed.note), ("Zoé Martin", "Motivée"))
        self.assertFalse(typed.phone or typed.email or typed.birth_date)

    def test_what_the_upgrade_signs_was_kept_before(self):
        pre = runpy.run_path(file_path(f"{SCRIPTS}/pre-orientations.py"))
        pre["migrate"](self.env.cr, "19.0.1.5.0")
        self.sign(self.env.user)
        self.migrate()
        self.assertEqual(self.typed.orientation_ids.phone, "0639982001")

    def test_the_answers_are_those_the_model_computes(self):
        self.migrate()
        orientations = self.journeys.orientation_ids
        names = ("state", "answered_on", "changed_on", "club_id", "name")
        written = [[one[name] for name in names] for one in orientations]
        for name in names:
            self.env.add_to_compute(orientations._fields[name], orientations)
        self.env.flush_all()
        self.assertEqual(
            [[one[name] for name in names] for one in orientations], written
        )
        self.assertEqual(self.declined.orientation_ids.state, "declined")
        self.assertTrue(self.declined.orientation_ids.answered_on)
        self.assertEqual(
            self.admitted.orientation_ids.answered_on, self.admitted.admitted_on
        )

    def test_referents_leave_the_journeys(self):
        self.migrate()
        partner = self.referent.partner_id
        self.assertFalse(self.rule.exists())
        for journey in self.journeys - self.own:
            self.assertNotIn(partner, journey.message_partner_ids)
            self.assertNotIn(partner, journey.message_ids.partner_ids)
            self.assertNotIn(partner, journey.message_ids.notified_partner_ids)
            self.assertIn(partner, journey.orientation_ids.message_partner_ids)
        messages = self.env["mail.message"].with_user(self.referent)
        found = messages.search([("model", "=", "club.participant")])
        self.assertFalse(found)
        self.assertEqual(
            (self.task.res_model, self.task.res_id),
            ("club.orientation", self.typed.orientation_ids.id),
        )
        self.assertEqual(self.task.user_id, self.referent)

    def test_who_coaches_besides_stays(self):
        self.migrate()
        partner = self.both.partner_id
        self.assertIn(partner, self.own.message_partner_ids)
        self.assertIn(partner, self.own.message_ids.partner_ids)

    def test_it_runs_once(self):
        self.migrate()
        count = self.env["club.orientation"].search_count([])
        self.migrate()
        self.assertEqual(self.env["club.orientation"].search_count([]), count)


@tagged("post_install", "-at_install")
class TestWritersKept(MigrationCase):
    """Who wrote the contact of a person last, in the tables of the version before."""

    def test_only_what_the_referent_wrote_last(self):
        cr, ours = self.env.cr, [self.referent.id] * 2
        for journey, last in (
            (self.journey, self.referent),
            (self.twin, self.animateur),
            (self.placed, self.referent),
        ):
            partner = self.partners[journey].id
            cr.execute(
                "UPDATE club_participant SET referent_id = %s, create_uid = %s, "
                "write_uid = %s WHERE id = %s",
                [*ours, self.animateur.id, journey.id],
            )
            cr.execute(
                "UPDATE res_partner SET create_uid = %s, write_uid = %s WHERE id = %s",
                [self.referent.id, last.id, partner],
            )
        cr.execute(
            "UPDATE club_participant SET write_uid = create_uid WHERE id = %s",
            [self.journey.id],
        )
        pre = runpy.run_path(file_path(f"{SCRIPTS}/pre-orientations.py"))
        pre["migrate"](cr, "19.0.1.5.0")
        journeys = self.journey + self.twin + self.placed
        cr.execute(
            "SELECT participant_id, reached, born FROM club_upgrade_typed "
            "WHERE participant_id = ANY(%s::int[])",
            [journeys.ids],
        )
        self.assertEqual(
            set(cr.fetchall()),
            {
                (self.journey.id, True, True),
                (self.twin.id, False, False),
                (self.placed.id, True, False),
            },
        )
