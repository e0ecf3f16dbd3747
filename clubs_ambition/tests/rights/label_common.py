from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from ..common import ClubsCase
from .attacks import Attacks

FIRST, LAST = "Zélie", "Quatremare"
MOBILE, EMAIL, CITY = "0612345698", "zelie.q@example.com", "Trifouillis"
SECRETS = (FIRST, LAST, "ZQ", "12 34 56 98", MOBILE, EMAIL, CITY)
"""What nobody may learn of the person who may not read their records."""


class LabelCase(Attacks, ClubsCase):
    """One person of another club, with a record of every kind that is about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users |= {
            name: new_test_user(cls.env, login=f"t_{name}", groups=groups)
            for name, groups in (
                ("salesman", "sales_team.group_sale_salesman"),
                ("all_leads", "sales_team.group_sale_salesman_all_leads"),
                ("sales_manager", "sales_team.group_sale_manager"),
                ("clubless", "clubs_ambition.group_clubs_animateur"),
            )
        }
        for user in cls.users.values():
            user.lang = "en_US"
        cls.journey = cls.make_participant(
            f"{FIRST} {LAST}", "active", club=cls.other_club
        )
        cls.person = cls.journey.person_id
        cls.person.write({"phone": MOBILE, "email": EMAIL, "city": CITY})
        cls._make_records()
        cls.env.flush_all()

    @classmethod
    def _make_records(cls):
        journey, env = cls.journey, cls.env
        journey.referent_id = new_test_user(
            env, "t_far_referent", groups="clubs_ambition.group_clubs_referent"
        )
        for model, vals in (
            ("club.objective", {"name": f"Call {FIRST}"}),
            ("club.renewal", {"reason": "Why", "objectives": "What"}),
            ("club.review", {"progress": "Speaks up"}),
            (
                "club.financial.help",
                {
                    "type_id": env.ref(
                        "clubs_ambition.club_financial_help_type_mobility"
                    ).id,
                    "amount": 120,
                    "date": date(2026, 2, 3),
                },
            ),
            (
                "club.immersion",
                {
                    "partner_id": cls.employer.id,
                    "date_start": "2026-02-02",
                    "date_end": "2026-02-06",
                },
            ),
        ):
            env[model].create({**vals, "participant_id": journey.id})
        candidacy = cls.make_candidacy(journey)
        hours = {"start": "2026-01-07 08:00:00", "stop": "2026-01-07 09:00:00"}
        env["club.session"].create(
            {
                **hours,
                "kind": "interview",
                "name": "Interview",
                "club_id": journey.club_id.id,
                "participant_id": journey.id,
            }
        )
        env["club.contact"].create(
            {"club_id": journey.club_id.id, "partner_id": cls.employer.id}
        )
        review = env["club.week.review"].create({"participant_id": journey.id})
        review.line_ids = [Command.create({"objective_id": journey.objective_ids.id})]
        candidacy.state = "hired"
        env["club.answer.link"].create(
            {
                "kind": "followup",
                "person_id": cls.person.id,
                "club_id": journey.club_id.id,
                "user_id": cls.other_animateur.id,
                "followup_id": journey.placement_ids.followup_ids[0].id,
            }
        )
        env["club.programme.generate"].create(
            {
                "cohort_id": journey.cohort_id.id,
                "programme_id": env["club.programme"].search([], limit=1).id,
                "line_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            **hours,
                            "name": f"Interview of {FIRST}",
                            "kind": "interview",
                            "participant_id": journey.id,
                            "programme_key": "x",
                        }
                    ),
                ],
            }
        )
        journey.activity_schedule(
            "mail.mail_activity_data_call",
            summary=f"Call {FIRST}",
            user_id=cls.other_animateur.id,
        )
        wording = env.ref("clubs_ambition.club_privacy_wording_notice")
        said = {"person_id": cls.person.id, "participant_id": journey.id}
        said["given_on"] = date(2026, 2, 3)
        env["club.privacy.consent"].create({**said, "purpose": "outcome"})
        env["club.privacy.notice"].create(
            {**said, "wording_id": wording.id, "way": "orientation"}
        )
        env["ir.attachment"].create(
            {
                "name": f"CV {FIRST}.txt",
                "res_model": journey._name,
                "res_id": journey.id,
                "raw": b"CV",
            }
        )
        env["mail.mail"].create({"subject": f"Is {FIRST} {LAST} still with you?"})

    def ask(self, method, *args):
        """Return what a call answers, or the refusal with its words."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            return method(*args)
        except UserError as error:
            return error

    def told(self, answer):
        """Return what an answer tells of the person."""
        text = str(answer)
        return [secret for secret in SECRETS if secret in text]

    @classmethod
    def naming_models(cls):
        """Return every model whose labels ask who reads, from the registry.

        A dialog without name of its own is labelled by its number.
        """
        return [
            name
            for name, model in cls.env.registry.items()
            if hasattr(model, "_club_named_to_reader")
            and not model._abstract
            and (model._rec_name or not model._transient)
        ]
