from collections import Counter, defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from . import planned_days
from .club_label_mixin import names_persons
from .guarded import OPEN


def club_of(record):
    """Return the club of a record, none when it has no such thing."""
    if record._name == "club.club":
        return record
    named = "club_id" in record._fields
    return record.club_id if named else record.env["club.club"]


class MailActivity(models.Model):
    """A task, which names a record only to those who may read the record."""

    _inherit = "mail.activity"
    _not_handed_over = ("user_id",)  # ``club.departure`` looks for them by themselves

    club_put_away = fields.Boolean(
        "Put away with its record",
        readonly=True,
        copy=False,
        help="Its record was archived with it still to do: taken up, it is to do again.",
    )

    # What is planned on the rows of a screen is read from the index alone.
    _club_record_idx = models.Index(
        "(res_model, res_id, date_deadline, user_tz) WHERE active"
    )

    def init(self):
        super().init()
        # The columns are there once every model was loaded.
        self.pool.post_init(planned_days.install, self.pool, self.env.cr)

    @api.model_create_multi
    def create(self, vals_list):
        """Give who is there now what is planned for somebody who left, or is away.

        By whatever road: a step that follows another, a form, a plan. What a person plans
        for who may not read what it is about is refused.
        """
        if self.env.context.get("club_heir") is not OPEN:  # else it is who is there
            vals_list = self._club_for_who_is_there(vals_list)
        return super().create(vals_list)

    @api.model
    def _club_for_who_is_there(self, vals_list):
        """Return the values of tasks, for whoever has them to do; sudo: whose they are.

        Asked once for each model and user, however many tasks there are.
        """
        ours = self.env["club.departure"]._models_with("activity_ids")
        models, asked = self.env["ir.model"].sudo(), defaultdict(list)
        for rank, vals in enumerate(vals_list):
            model = vals.get("res_model")
            if not model and vals.get("res_model_id"):
                model = models.browse(vals["res_model_id"]).model
            if model in ours and vals.get("user_id") and vals.get("res_id"):
                by_hand = self._club_is_by_hand(vals)
                asked[model, vals["user_id"], by_hand].append(rank)
        vals_list = list(vals_list)
        for (model, user, by_hand), ranks in asked.items():
            ids = [vals_list[rank]["res_id"] for rank in ranks]
            records = self.env[model].browse(dict.fromkeys(ids))
            user = self.env["res.users"].sudo().browse(user)
            heirs = records._club_heirs(user, by_hand=by_hand)
            by_id = {record.id: heir for record, heir in heirs.items()}
            for rank in ranks:
                if heir := by_id.get(vals_list[rank]["res_id"]):
                    vals_list[rank] = {**vals_list[rank], "user_id": heir.id}
        return vals_list

    @api.model
    def _club_is_by_hand(self, vals):
        """Tell whether a person plans it: neither our code, nor a step that follows."""
        by_itself = vals.get("automated") or vals.get("previous_activity_type_id")
        return not (self.env.su or by_itself)

    def write(self, vals):
        """Write; a task is given to who may read what it is about.

        sudo: whose it becomes is asked of them.
        """
        if vals.get("user_id") and not self.env.su:
            user = self.env["res.users"].sudo().browse(vals["user_id"])
            given, records = self.filtered(lambda task: task.user_id != user), {}
            for record in given._club_records().values():
                records[record._name] = records.get(record._name, record) | record
            for some in records.values():
                some._club_heirs(user, by_hand=True)
        return super().write(vals)

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Leave out what the clock in the top bar counts by itself, if it asks."""
        left = self.env.context.get("club_clock_reads")
        if left is not None:
            if not left:
                return self.browse()._as_query()
            domain = Domain(domain) & Domain("res_model", "in", left)
        return super()._search(domain, *args, **kwargs)

    def _club_records(self):
        """Return ``{task: its record}`` of tasks on records of clubs."""
        found = {}
        for name in self.env["club.departure"]._models_with("activity_ids"):
            tasks = self.filtered(lambda task, name=name: task.res_model == name)
            records = self.env[name].browse(tasks.mapped("res_id")).exists()
            known = records.grouped("id")
            found.update(
                {task: known[task.res_id] for task in tasks if task.res_id in known}
            )
        return found

    def _club_traced(self):
        """Filter the tasks of whoever works in the clubs on what Odoo has of the clubs.

        An employer, the event of a session: their model says which these are.
        """
        found = self.browse()
        for name, tasks in self.grouped("res_model").items():
            records = self.env[name].browse(tasks.mapped("res_id")).exists()
            ours = records.filtered(lambda one: one._club_is_traced())
            found |= tasks.filtered(
                lambda task, ours=ours: (
                    task.res_id in ours.ids and task.user_id._club_has_role()
                )
            )
        return found

    def _club_by_task(self):
        """Return ``{task: the club of its record}``."""
        records = self._club_records()
        return {task: club_of(record) for task, record in records.items()}

    @api.model
    def _club_put_away_with(self, records):
        """Take off the lists what is to be done on records of the clubs archived now.

        sudo: it is everybody's who has something to do there.
        """
        tasks = self.sudo().search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )
        opened = tasks._club_unguarded("club_put_away")
        opened.write({"active": False, "club_put_away": True})

    @api.model
    def _club_take_up_with(self, records):
        """Put what was left with records on the lists again, and tell whose it is.

        Who works there no more has it handed over. sudo: whoever takes a record up.
        """
        tasks = self.sudo().with_context(active_test=False)
        tasks = tasks.search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("club_put_away", "=", True),
            ]
        )
        opened = tasks._club_unguarded("club_put_away")
        opened.write({"active": True, "club_put_away": False})
        departure = self.env["club.departure"].sudo()
        for user, some in tasks.grouped("user_id").items():
            departure._not_theirs(user, some)._club_hand_over()
        tasks.filtered(lambda one: one.user_id != self.env.user).action_notify()

    def _club_hand_over(self):
        """Give tasks to whoever is there now; return ``{club: number}`` of those given."""
        given = Counter()
        heirs = defaultdict(self.browse)
        for task, record in self._club_records().items():
            if heir := record._club_heir():
                heirs[heir] |= task
                given[club_of(record)] += 1
        for heir, tasks in heirs.items():
            self.env["club.portfolio"]._give_meetings({tasks._name: tasks}, heir)
            tasks.with_context(mail_activity_quick_update=True).write(
                {"user_id": heir.id}
            )
        return given

    @api.depends("user_id")
    def _compute_res_name(self):
        """Name what an activity is about to whoever it is for, if they may read it.

        The others who read the activity do so because they read its record. While
        it is typed, wherever it is pointed, the reader is who types.
        """
        ours = self.filtered(lambda one: one._club_is_about_some())
        super(MailActivity, self - ours)._compute_res_name()
        for (model, reader), activities in ours.grouped(
            lambda one: (one.res_model, one._club_label_reader())
        ).items():
            ids = tuple(activities.mapped("res_id"))
            documents = self.env[model].with_user(reader).browse(ids)
            seen = documents.exists()._filtered_access("read").ids
            asks = names_persons(self.env, model)  # its label says by itself what it is
            kind = self.env["ir.model"]._get(model).name
            for activity in activities:
                document = documents.browse(activity.res_id).with_prefetch(ids).sudo()
                told = asks or document.id in seen
                label = document.display_name if told else f"{kind} {document.id}"
                activity.res_name = label

    def _club_is_about_some(self):
        """Tell whether what it is about may be out of sight of who it is for."""
        model = self.res_id and self.res_model
        if not model or model not in self.env.registry:
            return False
        audience = self.env["club.audience"].with_user(self._club_label_reader())
        return names_persons(self.env, model) or not audience._sees_all(model)

    def _club_label_reader(self):
        """Return who the stored label of the record is computed for."""
        if not self.id:
            return self.env.user
        return self.user_id or self.env.ref("base.user_root")

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Tell what is to be done about a person only to whoever may read it.

        sudo: what an activity is about decides who reads it.
        """
        about = self.sudo().filtered(lambda one: names_persons(self.env, one.res_model))
        seen = about.sudo(False)._filtered_access("read")
        hidden = (about - seen).with_env(self.env)
        for activity in hidden:
            activity.display_name = activity.activity_type_id.display_name
        super(MailActivity, self - hidden)._compute_display_name()

    def _action_done(self, feedback=False, attachment_ids=None):
        """Say once that it was done: tapped twice, by two people, after a lost answer."""
        todo = self.filtered("active")
        return super(MailActivity, todo)._action_done(feedback, attachment_ids)

    def action_notify(self):
        """Tell who has to do it; the subject of a mail names no person."""
        ours = self.filtered(lambda one: names_persons(self.env, one.res_model))
        super(MailActivity, self - ours).action_notify()
        neutral = ours.with_context(club_neutral_subject=True)
        return super(MailActivity, neutral).action_notify()

    def _club_tell(self):
        """Tell who has to do it what came by a link or a form, in the agency's name."""
        for activity in self:
            told = activity.with_context(lang=activity.user_id.lang, club_author=OPEN)
            summary = activity.summary or told.activity_type_id.name
            told.env[activity.res_model].browse(activity.res_id).message_notify(
                partner_ids=activity.user_id.partner_id.ids,
                author_id=self.env.company.partner_id.id,
                subject=told.env._("You have something to do"),
                body=Markup("<p>%s</p>%s") % (summary, activity.note or ""),
                model_description=told.env["ir.model"]
                ._get(activity.res_model)
                .display_name,
                email_layout_xmlid="mail.mail_notification_layout",
            )

    def action_create_calendar_event(self):
        """Plan a meeting whose title names nobody: everybody reads the calendar."""
        action = super().action_create_calendar_event()
        if names_persons(self.env, self.res_model):
            action["context"]["default_name"] = self.activity_type_id.display_name
        return action
