"""Who the table is walked with: journeys, persons, and what hangs on them."""

from datetime import timedelta

from odoo.tests import new_test_user

from ..common import ClubsCase

MODULE = "clubs_ambition"
ANY = object()
"""Of a many2one: the employer, or any record that is there."""

OF_A_JOURNEY = {
    # model: what a record says besides its journey; one *own*, one *far*
    "club.candidacy": {"partner_id": ANY},
    "club.financial.help": {"type_id": ANY, "amount": 10},
    "club.immersion": {
        "partner_id": ANY,
        "date_start": "2026-02-02",
        "date_end": "2026-02-06",
    },
    "club.objective": {"name": "Objective"},
    "club.participant.barrier": {"barrier_id": ANY},
    "club.renewal": {"reason": "Why", "objectives": "What"},
    "club.review": {"progress": "Speaks up"},
}


class PeopleCase(ClubsCase):
    """People coached by one's own club and by another, live, ended and never begun.

    What belongs to a journey is one line of ``OF_A_JOURNEY``.
    """

    @classmethod
    def one(cls, model, domain=()):
        """Return one record that is there."""
        return cls.env[model].search([*domain], limit=1)

    @classmethod
    def _make(cls, model, told):
        """Create a record of what a table tells of it."""
        fields = cls.env[model]._fields
        asked = {name for name, value in told.items() if value is ANY}
        found = {name: cls._any(fields[name].comodel_name).id for name in asked}
        return cls.env[model].create({**told, **found})

    @classmethod
    def _any(cls, model):
        return cls.employer if model == "res.partner" else cls.one(model)

    @classmethod
    def _make_journeys(cls):
        other = new_test_user(
            cls.env, "t_referent_two", "clubs_ambition.group_clubs_referent"
        )
        far = {"club": cls.other_club}
        day = cls.today - timedelta(days=30)
        long_ago = cls.today - timedelta(days=500)
        made = {
            "own": cls.make_participant("Own Person", "active", day=day),
            "far": cls.make_participant("Far Person", "active", day=day, **far),
            "oriented": cls.make_participant("Oriented Person", day=day, **far),
            "recent": cls.make_participant("Recent Person", "active", day=long_ago),
            "ended": cls.make_participant("Ended Person", "active", day=long_ago),
            "lapsed": cls.make_participant("Lapsed Person", day=long_ago),
        }
        for sight, journey in made.items():
            journey.referent_id = cls.referent if sight == "oriented" else other
        for sight, days in (("recent", 300), ("ended", 400)):
            made[sight].write(
                {
                    "state": "exited",
                    "exit_reason_id": cls.env.ref(
                        f"{MODULE}.club_exit_reason_moved"
                    ).id,
                    "ended_on": cls.today - timedelta(days=days),
                }
            )
        made["lapsed"].state = "withdrawn"
        cls.journeys = made
        cls.made["club.participant"] = {key: made[key] for key in ("own", "far")}
        cls.made["club.orientation"] = {
            key: journey.orientation_ids[:1] for key, journey in made.items()
        }

    @classmethod
    def _make_of_journeys(cls):
        for model, told in OF_A_JOURNEY.items():
            for sight in cls.clubs:
                of_one = {"participant_id": cls.journeys[sight].id}
                cls.made[model][sight] = cls._make(model, {**told, **of_one})

    @classmethod
    def _make_hires(cls):
        """Hire somebody in each club: a placement, and its follow-ups."""
        for sight, club in cls.clubs.items():
            day = cls.today - timedelta(days=30)
            journey = cls.make_participant(
                f"{sight} Hired", "active", club=club, day=day
            )
            candidacy = cls.make_candidacy(journey)
            candidacy.state = "hired"
            cls.made["club.placement"][sight] = candidacy.placement_ids
            cls.made["club.followup"][sight] = candidacy.placement_ids.followup_ids[:1]

    @classmethod
    def _make_sessions(cls):
        hours = {"start": "2026-01-07 08:00:00", "stop": "2026-01-07 09:00:00"}
        for sight, club in cls.clubs.items():
            about = {**hours, "club_id": club.id}
            person = {"participant_id": cls.journeys[sight].id}
            interview, group = cls.env["club.session"].create(
                [
                    {**about, **person, "kind": "interview", "name": "Interview"},
                    {**about, "kind": "group", "name": "Group"},
                ]
            )
            cls.made["club.session"] |= {sight: interview, f"{sight}_group": group}
            cls.made["club.attendance"][sight] = interview.attendance_ids

    @classmethod
    def _make_persons(cls):
        persons = {
            sight: cls.journeys[sight].person_id
            for sight in ("own", "far", "recent", "ended", "lapsed")
        }
        who = cls.users["animateur of no club"]
        Typed = cls.env["club.person"].with_user(who)
        for sight in ("alone", "handed"):
            persons[sight] = Typed.create(
                {"first_name": sight, "last_name": "Typed"}
            ).with_env(cls.env)
        cls.make_participant("Handed", person=persons["handed"], club=cls.other_club)
        persons["stray"] = cls.make_person("Stray Person")
        cls.made["club.person"] = persons

    @classmethod
    def _make_doubts(cls):
        persons, Doubt = cls.made["club.person"], cls.env["club.person.doubt"]
        pairs = {
            "both": ("own", "recent"),
            "far": ("handed", "far"),
            "left_far": ("far", "own"),
            "right_far": ("own", "handed"),
            "left_ended": ("ended", "own"),
            "right_ended": ("recent", "ended"),
            "left_lapsed": ("lapsed", "recent"),
            "right_lapsed": ("own", "lapsed"),
        }
        cls.made["club.person.doubt"] = {
            sight: Doubt.create(
                {"person_id": persons[one].id, "other_id": persons[two].id}
            )
            for sight, (one, two) in pairs.items()
        } | {
            "settled": Doubt.create(
                {
                    "person_id": persons["far"].id,
                    "other_id": persons["stray"].id,
                    "settled_by_id": cls.manager.id,
                }
            )
        }

    @classmethod
    def _make_agreements(cls):
        """What people said, and the notice that they and a contact were given."""
        Consent, Notice = (
            cls.env["club.privacy.consent"],
            cls.env["club.privacy.notice"],
        )
        wording = cls.env.ref(f"{MODULE}.club_privacy_wording_notice")
        given = {"given_on": cls.today, "wording_id": wording.id, "way": "message"}
        contact = Notice.create({**given, "partner_id": cls.employer.id})
        cls.made["club.privacy.notice"]["contact"] = contact
        for sight in ("own", "far", "recent", "ended", "lapsed"):
            person = {"person_id": cls.made["club.person"][sight].id}
            cls.made["club.privacy.consent"][sight] = Consent.create(
                {**person, "purpose": "photo", "given_on": cls.today}
            )
            cls.made["club.privacy.notice"][sight] = Notice.create({**given, **person})

    @classmethod
    def _make_links(cls):
        own = {"club_id": cls.club.id, "user_id": cls.animateur.id}
        far = {"club_id": cls.other_club.id, "user_id": cls.other_animateur.id}
        employer = {"partner_id": cls.employer.id, "kind": "thanks"}
        persons = cls.made["club.person"]
        about = {
            "own_employer": {**own, **employer},
            "far_employer": {**far, **employer},
            # of a club that does not coach the person any more
            "crossed": {**own, "kind": "followup", "person_id": persons["far"].id},
            **{
                sight: {
                    **(far if sight == "far" else own),
                    "kind": "followup",
                    "person_id": persons[sight].id,
                }
                for sight in ("own", "far", "recent", "ended", "lapsed")
            },
        }
        cls.made["club.answer.link"] = {
            sight: cls.env["club.answer.link"].create(vals)
            for sight, vals in about.items()
        }
        cls.made["club.undelivered"] = {
            sight: cls.env["club.undelivered"].create(
                {
                    "reason": "address",
                    "club_id": vals["club_id"],
                    "person_id": vals.get("person_id"),
                    "partner_id": vals.get("partner_id"),
                }
            )
            for sight, vals in about.items()
        }
