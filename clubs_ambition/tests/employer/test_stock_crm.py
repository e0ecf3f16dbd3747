import re
import runpy
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_path, mute_logger

from ...const import MODULE
from ..common import ClubsCase

SELLERS = ("salesman", "salesman_all_leads", "manager")
MAIL = "From: a@example.com\nTo: {to}\nSubject: Cooks\nMessage-Id: <{n}@x>\n\nHello"


class StockCase(ClubsCase):
    """Sellers without a role of the clubs, beside the clubs' prospection."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sellers = [
            new_test_user(
                cls.env,
                login=f"t_sale_{name}",
                groups=f"sales_team.group_sale_{name},base.group_partner_manager",
                lang="en_US",
            )
            for name in SELLERS
        ]
        cls.prospects = cls.env["crm.lead"].create(
            [
                {
                    "name": "Prospect of the club",
                    "type": "opportunity",
                    "club_id": cls.club.id,
                    "partner_id": cls.employer.id,
                    "user_id": user.id if user else False,
                }
                for user in (False, *cls.sellers)
            ]
        )
        cls.teams = cls.env["crm.team"].create(
            {"name": "Sales team", "use_leads": True, "use_opportunities": True}
        )

    def as_sellers(self):
        for user in self.sellers:
            with self.subTest(user=user.login):
                yield user


@tagged("post_install", "-at_install")
class TestStockSales(StockCase):
    """With the addon installed, who sells goes on selling."""

    def test_giving_leads_to_teams_costs_what_it_did(self):
        """Odoo assigns leads one by one: ours are no queries more for each."""
        Lead = self.env["crm.lead"]

        def queries(count):
            leads = Lead.create(
                [{"name": f"L{n}", "type": "lead"} for n in range(count)]
            )
            leads.team_id = False
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for lead in leads:
                lead._handle_salesmen_assignment(user_ids=None, team_id=self.teams.id)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        def stock_alone(leads):
            leads.club_id = False

        queries(2)
        ours = queries(20) - queries(10)
        with patch.object(type(Lead), "_compute_club_id", stock_alone):
            stock = queries(20) - queries(10)
        self.assertEqual(ours, stock)

    def test_leads_are_made_copied_changed_archived(self):
        for user in self.as_sellers():
            with Form(self.env["crm.lead"].with_user(user)) as form:
                form.name = "Machine"
            lead = form.record
            self.assertFalse(lead.club_id)
            self.assertFalse(lead.stage_id.for_clubs)
            copy = lead.copy()
            self.assertEqual((copy.type, copy.user_id), (lead.type, user))
            self.assertFalse(lead.sudo().copy().participant_ids)
            lead.read()
            self.assertTrue(user.partner_id.with_user(user).copy())
            lead.write({"user_id": user.id, "stage_id": copy.stage_id.id})
            copy.action_archive()
            self.assertFalse(copy.active)
            lead.action_set_won()

    def test_leads_are_converted_and_merged(self):
        for user in self.as_sellers():
            Lead = self.env["crm.lead"].with_user(user)
            vals = {"name": "L", "type": "lead", "email_from": f"{user.login}@x.com"}
            lead, twin, other = Lead.create([vals] * 3)
            context = {"active_model": "crm.lead", "active_id": lead.id}
            convert = (
                self.env["crm.lead2opportunity.partner"]
                .with_user(user)
                .with_context(**context, active_ids=lead.ids)
                .create({"name": "convert", "user_id": user.id})
            )
            convert.action_apply()
            self.assertEqual(lead.type, "opportunity")
            merge = (
                self.env["crm.merge.opportunity"]
                .with_user(user)
                .create({"opportunity_ids": (lead + twin + other).ids})
            )
            merge.action_merge()
            self.assertEqual(len((lead + twin + other).exists()), 1)

    def test_leads_and_contacts_are_imported(self):
        for user in self.as_sellers():
            for model, field in (("crm.lead", "name"), ("res.partner", "name")):
                done = (
                    self.env["base_import.import"]
                    .with_user(user)
                    .create(
                        {
                            "res_model": model,
                            "file": b"Name\nImported one\n",
                            "file_type": "text/csv",
                            "file_name": "x.csv",
                        }
                    )
                    .execute_import(
                        [field],
                        ["Name"],
                        {"quoting": '"', "separator": ",", "has_headers": True},
                    )
                )
                self.assertFalse(done["messages"], model)
                self.assertTrue(done["ids"])

    def test_a_clubs_team_is_nobodys_default(self):
        self.club.team_id.sequence = -10
        for user in self.as_sellers():
            lead = self.env["crm.lead"].with_user(user).create({"name": "L"})
            self.assertFalse(lead.sudo().team_id.club_ids)
        self.env["crm.team"].search([("club_ids", "=", False)]).active = False
        lead = self.env["crm.lead"].with_user(self.sellers[0]).create({"name": "L"})
        self.assertFalse(lead.team_id)
        self.assertTrue(self.club.team_id.assignment_optout)
        mine = self.env["crm.lead"].with_user(self.animateur).create({"name": "L"})
        self.assertEqual(mine.club_id, self.club)

    def test_the_teams_of_before_are_brought_along(self):
        (self.club.team_id + self.teams).assignment_optout = False
        self.env.flush_all()
        path = file_path("clubs_ambition/migrations/19.0.1.4.0/post-sales-teams.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.3.0")
        self.env.invalidate_all()
        self.assertTrue(self.club.team_id.assignment_optout)
        self.assertFalse(self.teams.assignment_optout)

    def test_the_jobs_of_before_find_their_methods(self):
        """Walk our scheduled actions: each names a method that exists."""
        crons = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.cron")]
        )
        actions = (
            self.env["ir.cron"].browse(crons.mapped("res_id")).ir_actions_server_id
        )
        (job,) = [one for one in actions if "_club_cron_baskets" in (one.code or "")]
        job.code = "model._cron_baskets()"
        self.env.flush_all()
        path = file_path("clubs_ambition/migrations/19.0.1.4.0/post-cron-names.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.3.0")
        self.env.invalidate_all()
        for action in actions:
            for name in re.findall(r"model\.(\w+)", action.code or ""):
                self.assertTrue(hasattr(self.env[action.model_name], name), name)

    def test_a_prospect_stays_its_clubs_whoever_follows_it(self):
        prospect = self.prospects[0]
        prospect.with_user(self.manager).user_id = self.manager
        self.assertEqual(prospect.club_id, self.club)

    def _stock_models(self):
        """Yield ``(name, our fields)`` of the stock models we add fields to."""
        for name, model in self.env.registry.items():
            ours = [one for one in model._fields.values() if MODULE in one._modules]
            if ours and model._original_module != MODULE and not model._abstract:
                yield name, ours

    def test_our_fields_are_not_copied_by_who_may_not_read_them(self):
        """Walk the registry: a copy reads every field that is copied."""
        wrong = {
            str(field)
            for _name, ours in self._stock_models()
            for field in ours
            if field.groups and field.relational and field.copy
        }
        self.assertFalse(wrong, "groups= without copy=False on a stock model")

    def test_our_fields_are_readable_where_they_are_told(self):
        """Walk the registry: every role, every field it is offered, in a record."""
        self.env["calendar.event"].create(
            {"name": "E", "start": "2026-01-05 10:00", "stop": "2026-01-05 11:00"}
        )
        walked = set()
        for user in (*self.sellers, *self.users.values()):
            for name, ours in self._stock_models():
                Model = self.env[name].with_user(user)
                if not Model._auto or Model._transient or not Model.has_access("read"):
                    continue
                record = Model.search([], limit=1)
                for field in ours:
                    if not Model._has_field_access(field, "read"):
                        continue
                    walked.add((name, bool(record)))
                    with self.subTest(user=user.login, field=str(field)):
                        self.env.invalidate_all()
                        record.read([field.name])
        for name in ("calendar.event", "crm.lead", "res.partner", "res.users"):
            self.assertIn((name, True), walked)


@tagged("post_install", "-at_install")
class TestStockSight(StockCase):
    """Rights on sales give none on what the clubs prospect."""

    def test_prospects_are_out_of_sight(self):
        for user in self.as_sellers():
            Lead = self.env["crm.lead"].with_user(user)
            self.assertFalse(Lead.search([("id", "in", self.prospects.ids)]))
            self.assertFalse(Lead.search_count([("club_id", "!=", False)]))
            for prospect in self.prospects.with_user(user):
                for act in (
                    lambda one: one.read(["name"]),
                    lambda one: one.write({"name": "Mine"}),
                    lambda one: one.write({"team_id": self.teams.id}),
                    lambda one: one.write({"club_id": False}),
                    lambda one: one.action_archive(),
                    lambda one: one.unlink(),
                    lambda one: one.copy(),
                    lambda one: (one + one.create({"name": "L"})).merge_opportunity(),
                ):
                    with self.assertRaises(AccessError):
                        act(prospect)
        self.assertEqual(len(self.prospects.exists()), len(self.prospects))

    def test_no_report_tells_them(self):
        for prospect in self.prospects:
            prospect.activity_schedule("mail.mail_activity_data_call").action_feedback()
        self.env.flush_all()
        for user in self.as_sellers():
            Report = self.env["crm.activity.report"].with_user(user)
            found = Report.search([("lead_id", "in", self.prospects.ids)])
            self.assertFalse(found)

    def test_nobody_hands_a_lead_to_a_club(self):
        for user in self.as_sellers():
            Lead = self.env["crm.lead"].with_user(user)
            lead = Lead.create({"name": "L"})
            for vals in ({"club_id": self.club.id}, {"team_id": self.club.team_id.id}):
                with self.assertRaises(AccessError):
                    lead.write(vals)
                with self.assertRaises(AccessError):
                    Lead.create({"name": "L", **vals})

    def test_the_teams_of_the_clubs_are_not_the_sales(self):
        team = self.club.team_id.with_user(self.sellers[-1])
        for act in (
            lambda: team.write({"name": "Mine"}),
            lambda: team.write({"active": False}),
            lambda: team.write({"member_ids": [Command.clear()]}),
            team.unlink,
        ):
            with self.assertRaises(AccessError):
                act()
        self.teams.with_user(self.sellers[-1]).name = "Renamed"

    def test_nobody_calls_the_mail_gateway_for_a_club(self):
        team = self.club.team_id
        team.alias_name = f"club-{team.id}"
        domain = self.env["mail.alias.domain"].search([], limit=1) or self.env[
            "mail.alias.domain"
        ].create({"name": "clubs.example.com"})
        team.alias_id.alias_domain_id = domain
        person = self.make_participant("Yanis")
        before = self.env["crm.lead"].search_count([])
        told = len(person.message_ids)
        to = f"{team.alias_name}@{domain.name}"
        roads = (
            (None, {}, to),
            ("crm.lead", {"custom_values": {"team_id": team.id}}, "any@x.com"),
            ("crm.lead", {"custom_values": {"club_id": self.club.id}}, "any@x.com"),
            ("crm.lead", {"thread_id": self.prospects[0].id}, "any@x.com"),
            ("club.participant", {"thread_id": person.id}, "any@x.com"),
        )
        for n, user in enumerate((self.employee, *self.sellers, self.animateur)):
            Thread = self.env["mail.thread"].with_user(user)
            for m, (model, options, address) in enumerate(roads):
                mail = MAIL.format(to=address, n=f"{n}-{m}")
                with (
                    self.subTest(user=user.login, road=m),
                    mute_logger("odoo.addons.mail.models.mail_thread"),
                    self.assertRaises(AccessError),
                ):
                    Thread.message_process(model, mail, **options)
            with self.assertRaises(AccessError):
                self.env["crm.lead"].with_user(user).message_new(
                    {"subject": "S", "email_from": "a@x.com"},
                    {"team_id": self.other_club.team_id.id},
                )
        self.assertEqual(self.env["crm.lead"].search_count([]), before)
        self.assertEqual(len(person.message_ids), told)
        # the gateway itself
        mail = MAIL.format(to=to, n="gateway")
        found = self.env["mail.thread"].message_process(None, mail)
        # from nobody the clubs know: it waits to be sorted
        self.assertEqual(self.env["club.inbound.mail"].browse(found).club_id, self.club)
