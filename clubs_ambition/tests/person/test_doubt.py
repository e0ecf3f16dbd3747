"""Out of sight, a match is told to nobody: it is accepted, and who sees both is asked."""

import runpy
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_path

from ...utils import clock
from ..import_common import ImportCase

SCRIPT = "clubs_ambition/migrations/19.0.1.6.0/post-doubts.py"
BORN = date(2001, 2, 3)
MAIL = "yanis@example.org"
PHONE = "06 39 98 20 01"
FACTS = (
    {"birth_date": BORN},
    {"email": MAIL},
    {"phone": PHONE},
)
NAME = {"first_name": "Yanis", "last_name": "Benali"}


@tagged("post_install", "-at_install", "security")
class TestDoubt(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Doubt = cls.env["club.person.doubt"]
        cls.today = clock.today(cls.club)
        cls.day = cls.today - timedelta(days=30)
        cls.both = new_test_user(
            cls.env, "t_both", "clubs_ambition.group_clubs_manager", lang="en_US"
        )
        cls.country.user_ids += cls.both

    def known(self, club=None, state="oriented", **facts):
        """Return somebody with a journey, out of the animateur's sight by default."""
        person = self.make_person(**(facts or {"birth_date": BORN}))
        journey = self.make_participant(
            person=person, club=club or self.other_club, day=self.day
        )
        if state != "oriented":
            journey.state = state
        return person

    def doubt_of(self, *persons):
        self.env.invalidate_all()
        return self.Doubt._of(persons[0].union(*persons))

    def oriented(self, person, user=None):
        user = user or self.animateur
        return (
            self.env["club.participant"]
            .with_user(user)
            .create({"person_id": person.id, "club_id": self.club.id})
        )

    # === EVERY ROAD === #

    def roads(self, facts):
        """Yield ``(road, how a journey of the animateur's club begins)``."""
        Person = self.env["club.person"].with_user(self.animateur)
        heads = {"birth_date": "Né le", "email": "E-mail", "phone": "Téléphone"}
        cells = [
            v.strftime("%d/%m/%Y") if hasattr(v, "strftime") else v
            for v in facts.values()
        ]
        text = ";".join(["Nom", "Prénom", *(heads[name] for name in facts)])
        text += "\n" + ";".join(["BENALI", "Yanis", *cells])

        def by_name_create():
            id_, _label = Person.name_create("Yanis Benali")
            person = Person.browse(id_)
            person.write(facts)
            return self.oriented(person)

        def by_write():
            journey = self.oriented(Person.create(NAME))
            for name, value in facts.items():
                journey[name] = value
            return journey

        def by_name():
            person = Person.create({**facts, "last_name": "Other"})
            journey = self.oriented(person)
            person.write(NAME)
            return journey

        return {
            "create": lambda: self.oriented(Person.create({**NAME, **facts})),
            "name_create": by_name_create,
            "write": by_write,
            "name": by_name,
            "referent": lambda: self.by_referent(facts),
            "import": lambda: self._import(
                self.animateur, "club.participant", text.encode()
            ),
        }

    def by_referent(self, facts):
        """Return the journey that a referent opened, who reads none."""
        orientation = self.env["club.orientation"].with_user(self.referent)
        typed = {"first_name": "Yanis", "last_name": "Benali", **facts}
        return (
            orientation.create({**typed, "club_id": self.club.id}).sudo().participant_id
        )

    def test_nothing_is_told_of_who_is_out_of_sight(self):
        for facts in FACTS:
            for state in ("oriented", "withdrawn"):
                known = self.known(state=state, **facts)
                for road, begin in self.roads(facts).items():
                    with (
                        self.subTest(facts=facts, state=state, road=road),
                        self.env.cr.savepoint() as savepoint,
                    ):
                        journey = begin().sudo()
                        self.env.flush_all()
                        person = journey.person_id
                        self.assertNotEqual(person, known)
                        self.assertTrue(person.to_check)
                        self.assertFalse(known.to_check)
                        doubt = self.doubt_of(person)
                        self.assertEqual(
                            doubt.person_id | doubt.other_id, person | known
                        )
                        self.assertEqual(doubt.state, "open")
                        savepoint.rollback()
                        self.env.invalidate_all()
                known.participant_ids.state = "withdrawn"
                known.write({"birth_date": False, "email": False, "phone": False})

    def test_taking_a_journey_up_again_tells_nothing(self):
        mine = self.known(self.club, "withdrawn")
        far = self.make_person()
        self.make_participant(person=far, club=self.other_club, day=self.day)
        far.with_user(self.other_animateur).birth_date = BORN
        self.doubt_of(mine).unlink()  # as two persons recorded before there were doubts
        self.env.flush_all()
        mine.participant_ids.with_user(self.animateur).action_reopen()
        self.env.flush_all()
        self.assertEqual(mine.participant_ids.state, "oriented")
        self.assertEqual(self.doubt_of(mine).person_id, mine)

    def test_who_is_coached_elsewhere_is_told_to_nobody(self):
        """In sight by a journey that is over, live out of it: a new one is accepted."""
        facts = FACTS[0]
        known = self.known(club=self.club, state="withdrawn", **facts)
        over = known.participant_ids.with_user(self.animateur)
        self.make_participant(person=known, club=self.other_club, day=self.day)
        self.assertTrue(known.with_user(self.animateur).has_access("read"))
        roads = self.roads(facts)
        roads = {name: roads[name] for name in ("create", "import", "referent")}
        for road, begin in {**roads, "chosen": lambda: self.oriented(known)}.items():
            with self.subTest(road=road), self.env.cr.savepoint() as savepoint:
                person = begin().sudo().person_id
                self.env.flush_all()
                self.assertNotEqual(person, known)
                self.assertEqual(person.name, known.name)
                self.assertTrue(person.to_check)
                self.assertEqual(self.doubt_of(person).state, "open")
                with self.assertRaisesRegex(UserError, "already known"):
                    self.oriented(known)
                savepoint.rollback()
                self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "orient the person anew"):
            over.state = "oriented"

    def test_what_is_set_aside_is_read_by_nobody_who_sees_one(self):
        self.known()
        Person = self.env["club.person"].with_user(self.animateur)
        person = Person.create({**NAME, "birth_date": BORN})
        self.oriented(person)
        for user in (self.animateur, self.manager):
            with self.subTest(user=user.login):
                mine = person.with_user(user)
                for name in ("to_check", "set_aside", "birth_key", "doubt_ids"):
                    self.assertRaises(AccessError, mine.read, [name])
                    domain = [(name, "!=", False)]
                    self.assertRaises(AccessError, mine.search, domain)
                self.assertNotIn("to_check", mine.fields_get())
                arch = mine.get_view(view_type="form")["arch"]
                self.assertNotIn("to_check", arch)

    # === IN SIGHT === #

    def test_a_live_one_in_sight_is_refused_by_name(self):
        for facts in FACTS:
            known = self.known(self.club, **facts)
            for road, begin in self.roads(facts).items():
                if road == "referent":
                    continue
                with (
                    self.subTest(facts=facts, road=road),
                    self.assertRaisesRegex((UserError, AssertionError), "Yanis Benali"),
                    self.env.cr.savepoint(),
                ):
                    begin()
                    self.env.flush_all()
                self.env.invalidate_all()
            self.assertFalse(self.doubt_of(known))
            known.participant_ids.state = "withdrawn"
            known.write({"birth_date": False, "email": False, "phone": False})

    def test_two_dates_of_birth_are_two_persons_without_a_question(self):
        father = self.known(self.club, phone=PHONE, birth_date=date(1971, 2, 3))
        Person = self.env["club.person"].with_user(self.animateur)
        son = Person.create({**NAME, "phone": PHONE, "birth_date": BORN}).sudo()
        journey = self.oriented(son)
        self.env.flush_all()
        self.assertEqual(self.doubt_of(father, son).state, "apart")
        self.assertFalse(son.to_check)
        self.assertFalse(journey.sudo().phone_key)

    # === WHO IS ASKED === #

    def pair(self):
        known = self.known(email=MAIL)
        Person = self.env["club.person"].with_user(self.animateur)
        person = Person.create({**NAME, "email": MAIL, "phone": PHONE}).sudo()
        self.oriented(person)
        self.env.invalidate_all()
        return known, person, self.doubt_of(known)

    def test_who_sees_both_is_asked(self):
        _known, _person, doubt = self.pair()
        for user, asked in (
            (self.coordinator, True),
            (self.both, True),
            (self.manager, False),
        ):
            with self.subTest(user=user.login):
                found = self.Doubt.with_user(user).search([("id", "=", doubt.id)])
                self.assertEqual(bool(found), asked)
                self.assertEqual(doubt.with_user(user).has_access("write"), asked)
        for user in (self.animateur, self.other_animateur, self.referent):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                doubt.with_user(user).action_apart()
        with self.assertRaises(AccessError):
            doubt.with_user(self.manager).action_apart()
        label = doubt.with_user(self.manager).sudo().display_name
        self.assertNotIn("Benali", label)

    def test_who_settles_reads_how_many_wait(self):
        """On the list of the day, which opens the pairs; not on anybody else's."""
        _known, _person, doubt = self.pair()

        def waiting(user):
            self.env.flush_all()
            self.env.invalidate_all()
            board = self.env["club.cohort"].with_user(user).get_week_board()
            return [one["detail"] for one in board["today"] if one["kind"] == "doubt"]

        asked = self.Doubt.with_user(self.coordinator)
        for user in (self.both, self.coordinator):
            count = asked.with_user(user).search_count([("state", "=", "open")])
            with self.subTest(user=user.login):
                [detail] = waiting(user)
                self.assertIn(f": {count} to settle", detail)
        for user in (self.animateur, self.manager):
            with self.subTest(user=user.login):
                self.assertFalse(waiting(user))
        doubt.with_user(self.both).action_apart()
        self.assertFalse(waiting(self.both))

    def test_nobody_answers_by_writing(self):
        _known, _person, doubt = self.pair()
        mine = doubt.with_user(self.both)
        for name, value in (
            ("state", "apart"),
            ("person_id", False),
            ("settled_by_id", self.both.id),
        ):
            with (
                self.subTest(name=name),
                self.assertRefused(UserError, "follows from what is recorded"),
            ):
                mine.write({name: value})
        with self.assertRaises(AccessError):
            mine.create({})

    def test_two_persons_stay_two(self):
        known, person, doubt = self.pair()
        doubt.with_user(self.both).action_apart()
        self.assertRecordValues(
            doubt,
            [
                {
                    "state": "apart",
                    "settled_by_id": self.both.id,
                    "settled_on": self.today,
                }
            ],
        )
        self.assertFalse(person.to_check)
        self.assertEqual(set(person.participant_ids.mapped("state")), {"oriented"})
        person.with_user(self.animateur).write({"phone": "06 39 98 20 09"})
        known.with_user(self.other_animateur).write({"phone": "06 39 98 20 09"})
        self.env.flush_all()
        self.assertEqual(self.doubt_of(known), doubt)
        self.assertEqual(doubt.state, "apart")

    def test_the_screens_show_both(self):
        known, person, doubt = self.pair()
        for user in (self.both, self.coordinator):
            with self.subTest(user=user.login):
                with Form(doubt.with_user(user)) as form:
                    html = str(form.comparison_html)
                for text in (MAIL, "06 39 98 20 01", "Club A", "Club B"):
                    self.assertIn(text, html)
                for kind in ("list", "kanban", "search"):
                    doubt.with_user(user).get_view(view_type=kind)
        action = (known | person).with_user(self.both).action_compare()
        self.assertEqual(action["res_id"], doubt.id)

    def test_a_comparison_shows_no_journey_out_of_sight(self):
        """One of the two has a third journey, in a territory of somebody else."""
        known, _person, doubt = self.pair()
        far = self.env["club.territory"].create(
            {"name": "Agency F", "level": "agency", "parent_id": self.country.id}
        )
        third = self.env["club.club"].create(
            {"name": "Club Far", "territory_id": far.id, "min_seats": 0}
        )
        known.participant_ids.state = "withdrawn"
        self.make_participant(
            person=known, club=third, day=self.day - timedelta(days=60)
        ).state = "withdrawn"
        for places, seen in (
            (self.region | self.other_region, False),
            (self.country, True),
        ):
            (self.region | self.other_region | self.country).user_ids -= self.both
            places.user_ids += self.both
            self.env.flush_all()
            self.env.invalidate_all()
            mine = doubt.with_user(self.both)
            mine.check_access("write")
            html = str(mine.comparison_html)
            with self.subTest(places=places.mapped("name")):
                for club in (self.club, self.other_club):
                    self.assertIn(club.name, html)
                self.assertEqual("Club Far" in html, seen)

    def test_who_stays_of_a_pair_is_set_aside_no_longer(self):
        """A coordinator deletes the other person, on whichever side of the pair."""
        for side in ("other_id", "person_id"):
            _known, _person, doubt = self.pair()
            gone = doubt[side]
            kept = (doubt.person_id | doubt.other_id) - gone
            gone.participant_ids.unlink()
            with self.subTest(side=side):
                gone.with_user(self.coordinator).unlink()
                self.env.flush_all()
                self.assertFalse(doubt.exists())
                self.assertFalse(kept.to_check)
                self.assertFalse(kept.set_aside)
                self.assertTrue(kept.participant_ids.email_key)
            kept.write({"email": False, "phone": False})

    # === UPGRADE === #

    def test_the_upgrade_asks_about_whom_it_set_aside(self):
        """As the scripts before leave it: live twice, one of the two to verify."""
        known, person, doubt = self.pair()
        self.env.cr.execute("DELETE FROM club_person_doubt WHERE id = %s", [doubt.id])
        self.env.invalidate_all()
        script = runpy.run_path(file_path(SCRIPT))
        for _again in range(2):
            script["migrate"](self.env.cr, "19.0.1.5.0")
            self.env.invalidate_all()
            found = self.doubt_of(known)
            self.assertRecordValues(
                found,
                [
                    {
                        "person_id": person.id,
                        "other_id": known.id,
                        "state": "open",
                        "same_email": True,
                    }
                ],
            )
            self.assertTrue(person.to_check)
        found.with_user(self.coordinator).action_apart()
        self.assertFalse(person.to_check)
