from contextlib import contextmanager
from datetime import date

from odoo.tests import new_test_user

from ..utils.identity import split_name
from odoo.addons.base.tests.common import BaseCommon

ROLES = ("referent", "animateur", "manager", "coordinator", "observer", "data_officer")


class RefusalCase(BaseCommon):
    """A refusal is expected in its words."""

    @contextmanager
    def assertRefused(self, error, words):
        """Expect a refusal in its words: another one may wait behind it.

        What was written is taken back, as ``assertRaises`` of Odoo does.
        """
        with self.assertRaises(error) as caught:
            yield caught
        self.assertRegex(str(caught.exception), words)


class ClubsCase(RefusalCase):
    """Two clubs in two regions, one user of each role, and makers of records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The database may speak French only: tests read the source strings.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.user.write({"tz": "Europe/Paris", "lang": "en_US"})
        Territory = cls.env["club.territory"]
        cls.country = Territory.create({"name": "Testland", "level": "country"})
        cls.region, cls.other_region = Territory.create(
            [
                {"name": name, "level": "region", "parent_id": cls.country.id}
                for name in ("Region A", "Region B")
            ]
        )
        cls.agency, cls.other_agency = Territory.create(
            [
                {
                    "name": f"Agency {parent.name}",
                    "level": "agency",
                    "parent_id": parent.id,
                }
                for parent in (cls.region, cls.other_region)
            ]
        )
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"t_{role}",
                groups=f"clubs_ambition.group_clubs_{role}",
                tz="Europe/Paris",
            )
            for role in ROLES
        }
        cls.users["portal"] = new_test_user(
            cls.env, login="t_portal", groups="base.group_portal"
        )
        cls.users["employee"] = new_test_user(
            cls.env, login="t_employee", groups="base.group_user"
        )
        cls.other_animateur = new_test_user(
            cls.env, login="t_other", groups="clubs_ambition.group_clubs_animateur"
        )
        for user in (*cls.users.values(), cls.other_animateur):
            user.lang = "en_US"
        for name, user in cls.users.items():
            setattr(cls, name, user)
        cls.region.user_ids = cls.manager
        cls.club, cls.other_club = cls.env["club.club"].create(
            [
                {
                    "name": "Club A",
                    "territory_id": cls.agency.id,
                    "animateur_ids": cls.animateur.ids,
                    "min_seats": 0,
                },
                {
                    "name": "Club B",
                    "territory_id": cls.other_agency.id,
                    "animateur_ids": cls.other_animateur.ids,
                    "min_seats": 0,
                },
            ]
        )
        cls.cohort = cls.make_cohort()
        cls.employer, cls.other_employer = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "club_employer": True}
                for name in ("Boulangerie Azur", "Hôtel du Port")
            ]
        )

    @classmethod
    def make_cohort(cls, **vals):
        club = vals.pop("club", None) or cls.club
        return cls.env["club.cohort"].create(
            {"name": "Group", "club_id": club.id, **vals}
        )

    @classmethod
    def make_person(cls, name="Yanis Benali", **vals):
        """Record somebody who has no journey yet."""
        first, last = split_name(name)
        return cls.env["club.person"].create(
            {"first_name": first, "last_name": last, **vals}
        )

    @classmethod
    def make_participant(cls, name="Yanis Benali", state="oriented", **vals):
        """Create a journey and walk it to ``state``, all dated 5 January 2026."""
        day = vals.pop("day", date(2026, 1, 5))
        club = vals.pop("club", cls.club)
        cohort = vals.pop("cohort", None) or (
            cls.cohort if club == cls.club else cls.make_cohort(club=club)
        )
        participant = cls.env["club.participant"].create(
            {
                "person_id": (vals.pop("person", None) or cls.make_person(name)).id,
                "club_id": club.id,
                "cohort_id": cohort.id,
                "oriented_on": day,
                **vals,
            }
        )
        cls.walk(participant, state, day)
        return participant

    @classmethod
    def walk(cls, participant, state, day=None):
        """Move a journey along the table up to ``state``, every date ``day``."""
        dates = {
            "interviewed": "interviewed_on",
            "admitted": "admitted_on",
            "active": "started_on",
        }
        steps = list(dates)
        for step in steps[: steps.index(state) + 1] if state in steps else []:
            participant.write({"state": step, **({dates[step]: day} if day else {})})

    @classmethod
    def make_candidacy(cls, participant, state="sent", **vals):
        return cls.env["club.candidacy"].create(
            {
                "participant_id": participant.id,
                "partner_id": vals.pop("employer", cls.employer).id,
                "state": state,
                **vals,
            }
        )
