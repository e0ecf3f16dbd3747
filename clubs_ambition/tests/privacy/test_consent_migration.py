"""What people had agreed to before it was dated has its records."""

import runpy
from datetime import date

from odoo.tests import tagged
from odoo.tools import file_path

from ..common import ClubsCase

FOLDER = "clubs_ambition/migrations/19.0.1.8.0"
DAY, OTHER_DAY = date(2026, 1, 6), date(2026, 2, 6)


@tagged("post_install", "-at_install")
class TestConsentMigration(ClubsCase):
    def migrate(self, script):
        path = file_path(f"{FOLDER}/{script}")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.7.0")
        self.env.invalidate_all()

    def test_days_of_the_version_before(self):
        named = self.make_participant("Yanis Benali", referent_id=self.referent.id)
        silent = self.make_participant("Lina Moreau", referent_id=self.referent.id)
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            "UPDATE club_person SET named_consent_on = %s WHERE id = %s",
            [DAY, named.person_id.id],
        )
        cr.execute(
            "UPDATE club_orientation SET outcome_agreed_on = %s WHERE id = %s",
            [OTHER_DAY, named.orientation_ids.id],
        )
        for _twice in range(2):
            self.migrate("pre-consents.py")
        said = named.person_id.consent_ids.sorted("purpose")
        self.assertRecordValues(
            said,
            [
                {
                    "purpose": "named",
                    "given_on": DAY,
                    "way": "unknown",
                    "state": "given",
                    "participant_id": False,
                    "recorded_by_id": False,
                },
                {
                    "purpose": "outcome",
                    "given_on": OTHER_DAY,
                    "way": "unknown",
                    "state": "given",
                    "participant_id": named.id,
                    "recorded_by_id": False,
                },
            ],
        )
        self.assertFalse(silent.person_id.consent_ids)
        self.computed_anew(named, silent)

    def computed_anew(self, named, silent):
        """The days follow from the records, and are those that they were."""
        Person, Told = self.env["club.person"], self.env["club.orientation"]
        people = named.person_id | silent.person_id
        for model, records, names in (
            (Person, people, ("named_consent_on", "agreed_count", "no_email_on")),
            (Told, named.orientation_ids, ("outcome_agreed_on",)),
        ):
            for name in names:
                self.env.add_to_compute(model._fields[name], records)
        self.env.flush_all()
        self.assertEqual(named.person_id.named_consent_on, DAY)
        self.assertEqual(named.person_id.agreed_count, 2)
        self.assertEqual(named.orientation_ids.outcome_agreed_on, OTHER_DAY)
        self.assertFalse(silent.person_id.named_consent_on)
        self.assertFalse(silent.orientation_ids.outcome_agreed_on)

    def test_templates_name_nobody_who_does_not_agree(self):
        template = self.env.ref("clubs_ambition.mail_template_thanks_link")
        old = 'Thanks for <t t-out="object.placement_id.person_id.name" />'
        query = "UPDATE mail_template SET body_html = jsonb_build_object('en_US', %s)"
        self.env.cr.execute(query + " WHERE id = %s", [old, template.id])
        link = self.env.ref("clubs_ambition.mail_template_candidacy_link")
        words = '<p t-if="object.message" t-out="object.message" />'
        self.env.cr.execute(query + " WHERE id = %s", [words, link.id])
        self.migrate("post-consents.py")
        self.assertIn("participant_id._profile_name()", template.body_html)
        self.assertIn('t-out="object._shown_message()"', link.body_html)
