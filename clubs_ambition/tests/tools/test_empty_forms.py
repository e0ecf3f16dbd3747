"""Every *New* and every dialog, by every role, with none, one and several clubs."""

from functools import partial

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ROLES, ClubsCase
from ..screen_common import Screen, actions, fill

ONE_CLUB = ("animateur", "manager")
NO_CLUB = ("animateur_none", "manager_none")
OTHERS = ("animateur_two", *NO_CLUB, "admin")
PRESSING = ("referent", "animateur", "manager", "coordinator")
WORK = ("club.campaign", "club.offer", "club.placement", "club.session", "crm.lead")


@tagged("post_install", "-at_install")
class TestEmptyForms(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, role, clubs in (
            ("animateur_two", "animateur", cls.club | cls.other_club),
            ("animateur_none", "animateur", cls.club.browse()),
            ("manager_none", "manager", cls.club.browse()),
        ):
            cls.users[name] = new_test_user(
                cls.env, login=f"t_{name}", groups=f"clubs_ambition.group_clubs_{role}"
            )
            for club in clubs:
                club.animateur_ids += cls.users[name]
        cls.users["admin"] = cls.env.ref("base.user_admin")
        for club in cls.club | cls.other_club:
            cls.live_in(club)

    @classmethod
    def live_in(cls, club):
        """Record in a club one of each kind, so that their forms have buttons."""
        cls.make_cohort(club=club).action_run()
        ada = cls.make_participant("Ada", "active", club=club)
        for state in ("oriented", "interviewed", "admitted"):
            cls.make_participant(state, state, club=club)
        cls.make_candidacy(ada)
        hired = cls.make_participant("Hired", "active", club=club)
        cls.make_candidacy(hired).state = "hired"
        for model, vals in (
            ("club.offer", {"name": "Cook", "partner_id": cls.employer.id}),
            ("crm.lead", {"name": "Bakery", "partner_id": cls.employer.id}),
            ("club.campaign", {"name": "Round"}),
            ("club.contact", {"partner_id": cls.employer.id}),
        ):
            cls.env[model].create({**vals, "club_id": club.id})
        cls.env["club.objective"].create({"name": "CV", "participant_id": ada.id})

    def people(self):
        for role in (*ROLES, *OTHERS):
            yield role, self.env(user=self.users[role], context={"lang": "en_US"})

    def screens(self):
        """Yield ``(role, screen)``: what each role may open."""
        for role, env in self.people():
            for action in actions(env):
                yield role, Screen(env, action)

    def openings(self):
        """Yield what ``test_every_new_…`` open: nothing but what stands by itself."""
        for role, screen in self.screens():
            if screen.action["target"] != "new":
                for how, opener in screen.openings():
                    yield role, screen, how, opener

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule")
    def test_every_new_opens_and_is_saved(self):
        """The club is the only one there is, else it is asked; nothing raises.

        What is required, filled with the first choice, is saved or refused in words.
        """
        saved = set()
        for role, screen, how, opener in self.openings():
            with self.subTest(role=role, screen=str(screen), how=how):
                form = opener()
                if not isinstance(form, Form):
                    continue
                if self.asks_club(form):
                    only = self.club.id if role in ONE_CLUB else False
                    self.assertEqual(form._values["club_id"], only)
                if not fill(form):
                    refusal = self.tried(form.save)
                    if isinstance(refusal, AccessError):
                        self.assertIn(role, NO_CLUB, refusal)
                    if not refusal:
                        saved.add((role, screen.model._name))
        self.assertIn(("referent", "club.orientation"), saved)
        self.assertIn(("coordinator", "club.club"), saved)
        for role in ("animateur", "animateur_two", "manager", "coordinator", "admin"):
            for model in WORK:
                self.assertIn((role, model), saved)

    def asks_club(self, form):
        return "club_id" in form._view["fields"] and not (
            form._get_modifier("club_id", "readonly")
            or form._get_modifier("club_id", "invisible")
        )

    def tried(self, gesture):
        """Do a gesture, undo it, and return how it was refused, None if it was not."""
        savepoint = self.env.cr.savepoint()
        refusal = None
        try:
            gesture()
        except (IntegrityError, UserError) as error:
            refusal = error
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        if isinstance(refusal, IntegrityError):
            table = refusal.diag.table_name
            told = self.env[table.replace("_", ".")]._sql_error_to_message(refusal)
            self.assertNotIn(table, told)
        return refusal

    @mute_logger("odoo.models.unlink")
    def test_every_button_leads_somewhere(self):
        """Each dialog opens; a button that cannot be pressed yet says why."""
        opened = set()
        for role, screen in self.screens():
            if role not in PRESSING or screen.action["target"] == "new":
                continue
            if (role, screen.model._name) in opened:
                continue
            opened.add((role, screen.model._name))
            for record in screen.records():
                for name, press in screen.buttons(record):
                    with self.subTest(role=role, screen=str(screen), button=name):
                        refusal = self.tried(
                            partial(self.follow, screen, record, press, opened)
                        )
                        self.assertNotIsInstance(refusal, AccessError)
        self.assertLess(
            {
                "club.campaign.find",
                "club.candidacy.hire",
                "club.cohort.close",
                "club.contact",
                "club.participant.end",
                "club.proposal",
                "club.week.review",
            },
            opened,
        )

    def follow(self, screen, record, press, opened):
        """Press a button, and open the dialog that it leads to, if any."""
        action = press()
        if not isinstance(action, dict) or action.get("target") != "new":
            return
        if action["type"] == "ir.actions.act_window":
            for _how, opener in Screen(screen.env, action, record).openings():
                opener()
            opened.add(action["res_model"])

    def test_a_prospect_is_created_on_the_short_form(self):
        """The column of the kanban unfolds the few fields of its own view."""
        short = self.env.ref("clubs_ambition.crm_lead_view_form_prospection_quick")
        for role in ("animateur", "manager", "coordinator"):
            leads = self.env["crm.lead"].with_user(self.users[role])
            asked = leads.with_context(
                clubs_prospection=1, form_view_ref=short.xml_id
            ).get_views([(False, "form")])["views"]["form"]
            self.assertEqual(asked["id"], short.id)
            self.assertNotIn("chatter", asked["arch"])

    def test_a_prospect_stays_in_its_club_whoever_follows_it(self):
        lead = self.env["crm.lead"].create({"name": "Mill", "club_id": self.club.id})
        lead.with_user(self.coordinator).user_id = self.other_animateur
        self.assertEqual(lead.club_id, self.club)
        self.assertEqual(lead.team_id, self.club.team_id)
