from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...utils import clock
from ...utils.races import holding

YEARLY_MEETINGS = 2
"""Meetings of a steering committee in twelve months, at least (seed)."""


class ClubTerritory(models.Model):
    """A node of the tree country → region → direction → agency.

    Managers and observers are attached to nodes: managers see the clubs of the node
    and of everything below it, observers what was published of them.
    """

    _name = "club.territory"
    _description = "Territory"
    _parent_store = True
    _order = "complete_name, id"
    _rec_names_search = ["complete_name", "code"]

    name = fields.Char(required=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    code = fields.Char(help="For an agency: its SAFIR code, 5 digits.")
    level = fields.Selection(
        [
            ("country", "Country"),
            ("region", "Region"),
            ("direction", "Territorial direction"),
            ("agency", "Agency"),
        ],
        required=True,
        string="Kind",
    )
    parent_id = fields.Many2one(
        "club.territory", index=True, ondelete="restrict", string="Parent territory"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("club.territory", "parent_id")
    region_id = fields.Many2one("club.region", index="btree_not_null")
    user_ids = fields.Many2many(
        "res.users",
        "club_territory_res_users_rel",
        "territory_id",
        "user_id",
        string="Managers and observers",
        domain=[("share", "=", False)],
    )
    club_ids = fields.One2many("club.club", "territory_id")
    active = fields.Boolean(default=True)

    manager_ids = fields.Many2many(
        "res.users",
        compute="_compute_people",
        inverse="_inverse_people",
        domain=[("share", "=", False)],
        string="Managers",
        help="They see the persons and the figures of the clubs below.",
    )
    observer_ids = fields.Many2many(
        "res.users",
        compute="_compute_people",
        inverse="_inverse_people",
        domain=[("share", "=", False)],
        string="Observers",
        help="They read what is published, never a person.",
    )

    committee = fields.Boolean(
        "Has a steering committee", help="Two meetings at least in twelve months."
    )
    committee_meeting_ids = fields.One2many("club.committee.meeting", "territory_id")

    _code_uniq = models.UniqueIndex(
        "(level, code) WHERE code IS NOT NULL",
        "A territory of this level already has this code.",
    )

    @api.depends("name", "parent_id.complete_name", "parent_id.level")
    def _compute_complete_name(self):
        for territory in self:
            parent = territory.parent_id
            shown = parent and parent.level != "country"
            territory.complete_name = (
                f"{parent.complete_name} / {territory.name}"
                if shown
                else territory.name
            )

    @api.depends("complete_name")
    def _compute_display_name(self):
        for territory in self:
            territory.display_name = territory.complete_name

    @api.depends("user_ids")
    def _compute_people(self):
        """Separate the users attached: some manage, the others only observe."""
        for territory in self:
            others = territory.user_ids._without_club_roles("manager")
            territory.manager_ids = territory.user_ids - others
            territory.observer_ids = others

    def _inverse_people(self):
        """Attach those chosen, each with the role they are chosen for."""
        for territory in self:
            managers, observers = territory.manager_ids, territory.observer_ids
            territory._check_promoted(managers)
            self.env["club.turn"]._take(*(("role", one) for one in observers.ids))
            managers._receive_club_role("manager")
            (observers - managers)._receive_club_role("observer")
            territory.user_ids = managers | observers

    def _check_promoted(self, managers):
        """Refuse to make a manager of who observes elsewhere: they would manage it too.

        :raise UserError: naming where
        """
        self.env["club.turn"]._take(*(("role", one) for one in managers.ids))
        observers = managers._without_club_roles("manager").sudo()
        if elsewhere := observers.club_territory_ids - self:
            raise UserError(
                self.env._(
                    "%(names)s observes %(places)s: who manages a territory manages "
                    "all of theirs. Take them off the observers there first.",
                    names=", ".join(
                        observers.filtered(
                            lambda user: user.club_territory_ids & elsewhere
                        ).mapped("name")
                    ),
                    places=", ".join(elsewhere.mapped("complete_name")),
                )
            )

    @api.constrains("parent_id", "level")
    @holding("parent_id")
    def _check_tree(self):
        ranks = [key for key, _label in self._fields["level"].selection]
        for territory in self.filtered("parent_id"):
            if ranks.index(territory.level) <= ranks.index(territory.parent_id.level):
                raise ValidationError(
                    self.env._(
                        "“%(child)s” cannot stand below “%(parent)s”: the order is "
                        "country, region, direction, agency.",
                        child=territory.name,
                        parent=territory.parent_id.name,
                    )
                )

    @api.constrains("user_ids")
    def _check_people(self):
        self.user_ids._club_need_territory_role()

    @api.model_create_multi
    def create(self, vals_list):
        territories = super().create(vals_list)
        self.env.registry.clear_cache()
        return territories

    def write(self, vals):
        if {"parent_id", "level"} & vals.keys():
            # One tree: two who move parts of it at once would see two.
            self.env["club.turn"]._take("territories")
        self.env["club.ending"]._check_archived(self, vals)
        touched = {"user_ids", "parent_id", "active"} & vals.keys()
        before = self._chain_users() if touched else self.env["res.users"]
        theirs = self.env["club.territory.charge"]
        charges = theirs._of(before)
        result = super().write(vals)
        if touched:
            self.env.registry.clear_cache()
            self.env["club.departure"]._let_go(before)
            theirs._follow_loss(charges)
        return result

    # === WHO IS THERE === #

    def _chain_users(self):
        """Return who is attached to these nodes or above; sudo: to let them go."""
        nodes = self.sudo().with_context(active_test=False)
        return nodes.search([("id", "parent_of", nodes.ids)]).user_ids

    def _managers(self):
        """Return the managers of this territory, or of the next above that has one."""
        territory = self
        while territory:
            managers = territory.user_ids.filtered(
                lambda user: user.has_group("clubs_ambition.group_clubs_manager")
            )
            if managers:
                return managers
            territory = territory.parent_id
        return self.env["res.users"]

    @api.model
    def _check_move(self, clubs, territory_id):
        """Refuse to hand clubs, and their people, to those of another territory.

        :param int territory_id: the territory the clubs would be of
        """
        user = self.env.user
        if self.env.su or user.has_group("clubs_ambition.group_clubs_coordinator"):
            return
        moved = clubs.filtered(lambda club: club.territory_id.id != territory_id)
        mine = Domain("id", "child_of", user.club_territory_ids.ids)
        reached = mine & Domain("id", "=", territory_id)
        if moved and not self.search_count(reached):
            raise AccessError(
                self.env._(
                    "Only the coordination moves a club to a territory that is not "
                    "yours."
                )
            )

    # === SCHEDULE === #

    @api.model
    def _cron_committees(self):
        """Twice a year, prepare a meeting and its pack; warn where there are too few.

        Only territories that have a committee (``club.territory.committee``).
        """
        today = clock.today(self)
        territories = self.search([("committee", "=", True)])
        if today.month in (1, 7):
            territories._prepare_committee(today)
        territories._warn_committee(today)

    def _meetings_since(self, day):
        """Return ``{territory id: meetings held since a day}``."""
        groups = self.env["club.committee.meeting"]._read_group(
            [
                ("territory_id", "in", self.ids),
                ("state", "=", "held"),
                ("date", ">=", fields.Datetime.to_datetime(day)),
            ],
            ["territory_id"],
            ["__count"],
        )
        return {territory.id: number for territory, number in groups}

    def _organiser(self):
        """Return who prepares the committee: a manager of the territory, or of the one above."""
        self.ensure_one()
        return self._managers()[:1]

    def _prepare_committee(self, today):
        """Plan the half-year's meeting where none is planned, and make its pack.

        A meeting planned by hand for figures still to come gets its pack later.
        """
        Meeting = self.env["club.committee.meeting"]
        first = today.replace(day=1)
        meetings = Meeting.search(
            [
                ("territory_id", "in", self.ids),
                ("state", "!=", "cancelled"),
                ("date", ">=", fields.Datetime.to_datetime(first)),
            ]
        )
        for territory in self - meetings.territory_id:
            meetings |= territory._plan_committee(today)
        meetings.filtered(
            lambda meeting: (
                meeting.state == "planned"
                and not meeting.pack_id
                and meeting.cutoff <= today
            )
        )._prepare_pack_for_organiser()

    def _plan_committee(self, today):
        """Plan the next meeting of one territory, for its organiser to prepare."""
        user, (start, end) = self._organiser(), clock.half_year(today)
        first = fields.Datetime.to_datetime(today.replace(day=1))
        Meeting = self.env["club.committee.meeting"]
        meeting = Meeting.with_context(lang=user.lang or self.env.lang).create(
            {
                "territory_id": self.id,
                "date": first + relativedelta(months=1, hours=9),
                "date_from": start,
                "date_to": end,
                "cutoff": end,
                "user_id": user.id,
            }
        )
        meeting.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=meeting.env._("Prepare the steering committee: date, members"),
            user_id=user.id or self.env.uid,
        )
        return meeting

    def _warn_committee(self, today):
        """Tell once who organises that fewer than two meetings were held in a year."""
        counts = self._meetings_since(today - relativedelta(months=12))
        todo = self.env.ref("mail.mail_activity_data_todo")
        for territory in self:
            if counts.get(territory.id, 0) >= YEARLY_MEETINGS:
                continue
            meeting = territory.committee_meeting_ids[:1]
            user = territory._organiser()
            theirs = self.with_context(lang=user.lang or self.env.lang)
            summary = theirs.env._("Fewer than two committees in twelve months")
            known = meeting.activity_ids.filtered(
                lambda activity, summary=summary: activity.summary == summary
            )
            if meeting and user and not known:
                meeting.activity_schedule(
                    activity_type_id=todo.id, summary=summary, user_id=user.id
                )
