"""What the walk of the guards cannot find by itself, and what nobody can notice.

``QUIET`` names what closes without a word, as an expression of the source (as
``ast.unparse`` writes it) and what stands there with the guard off. ``NOTICED_BY``
names the tests of these; those of the other guards are found by running them.
"""

from pathlib import Path

SPECS = "[*groupby, *aggregates, *kept, *ordered_by(order)]"
SETS = "[*specs, *aggregates, *ordered_by(order)]"
TRACED = {"guarded.traced(self)": ("self",)}

QUIET = {
    "base.Base.create": {"guarded.without_derived(self, vals_list)": ("vals_list",)},
    "base.Base.default_get": {
        "name not in readonly": ("True",),
        "readonly.keys() & fields": ("()",),
    },
    "base.Base.onchange": {
        "self._club_closed(fields_spec).get(self.id)": ("None",),
        "self.env['club.privacy.look']._note_read(self)": ("None",),
    },
    "base.Base.copy_data": {
        "self.env['club.leaving']._copied(self, default or {})": ("None",)
    },
    "base.Base.unlink": {"guarded.staying(self)": ("self",)},
    "base.Base._order_field_to_sql": {"there.has_access('read')": ("True",)},
    "base.Base.read": {"self._club_closed(fields or None)": ("{}",)},
    "base.Base.web_read": {"self._club_closed(specification)": ("{}",)},
    "base.Base._has_field_access": {"limit is None": ("True",)},
    "base.Base._allow_sudo_commands": {"lent and is_our_model(self)": ("False",)},
    "base.Base._search": {
        "ordered_by(order)": ("()",),
        "self.env['club.audience']._in_sight(self, domain)": ("domain",),
    },
    "base.Base._read_group": {
        SPECS: (
            "[*aggregates, *kept, *ordered_by(order)]",
            "[*groupby, *kept, *ordered_by(order)]",
            "[*groupby, *aggregates, *ordered_by(order)]",
            "[*groupby, *aggregates, *kept]",
        ),
        "looks._each_told(self, [*groupby, *aggregates])": ("[]",),
    },
    "base.Base._read_grouping_sets": {
        SETS: ("[*aggregates, *ordered_by(order)]",),
        "looks._each_told(self, [*specs, *aggregates])": ("[]",),
    },
    "base.Base._club_asked": {
        "audience._narrowed(self.browse(), domain, paths)": ("domain",)
    },
    "base.Base.export_data": {
        "self.env['club.leaving']._exported(self, fields_to_export)": ("None",)
    },
    "base.Base._read_format": {"self.env['club.leaving']._read(self, fnames)": ("0",)},
    "guarded.is_open": {
        "isinstance(opened, Opened) and (model._name, name) in opened": (
            "isinstance(opened, Opened)",
            "bool(opened)",
        )
    },
    "guarded._without_derived": {
        "{name: value for name, value in vals.items() if name not in closed}": ("vals",)
    },
    "guarded.traced": {"not silent or records.env.uid == SUPERUSER_ID": ("True",)},
    "mail_thread.MailThread.create": {"guarded.traced(self, *vals_list)": ("self",)},
    "mail_thread.MailThread.write": {"guarded.traced(self, vals)": ("self",)},
    "mail_thread.MailThread._web_push_get_partners_parameters": {
        "devices.filtered(lambda one: named(one.endpoint))": ("devices",)
    },
    "mail_push_device.MailPushDevice.register_devices": {
        "self.env['club.outside']._pushes_to(kw.get('endpoint'))": ("True",)
    },
    "mail_thread.MailThread._get_thread_with_access": {
        "name not in BY_TOKEN": ("True",)
    },
    "calendar_event.CalendarEvent.message_post": {
        "self.env.user._is_public()": ("False",)
    },
    "mail_thread.MailThread._message_route_process": {
        "self._club_is_of_us(message_dict.get('author_id'), any(ours))": ("False",),
        "(*route[:3], self.env.uid, route[4])": ("route",),
    },
    "answer_author.has_said": {"message.message_type != 'email'": ("True",)},
    "club_answer_key.ClubAnswerKey._way_of_mail": {
        "email_normalize(link.email) in known": ("True",)
    },
    "club_hanging.ClubHanging._open": {"self._mine(model) | opened": ("Domain.TRUE",)},
    "mail_activity_mixin.MailActivityMixin.activity_schedule": TRACED,
    "club_audience.ClubAudience._is_guarded": {
        "field.groups and is_ours(model, field)": ("False",)
    },
    "club_label_mixin.ClubLabelMixin._club_named_to_reader": {
        "self.sudo(False)._filtered_access('read').with_env(self.env)": ("self",)
    },
    "mail_activity.MailActivity._compute_display_name": {
        "about - seen": ("self.browse()",)
    },
    "mail_message.MailMessage.create": {"self._club_signs_own_name()": ("False",)},
    "mail_message.MailMessage._without_club_address": {
        "not body or 'reponse' not in body.lower()": ("True",)
    },
    "mail_mail.MailMail.create": {
        "self._club_links_nothing()": ("False",),
        "self.env['club.leaving']._mailed(mails)": ("None",),
    },
    "ir_attachment.IrAttachment.write": {
        "self.env['club.leaving']._opened(self, 'raw')": ("None",)
    },
    "thread.ClubAttachmentController._get_pdf_first_page_response": {
        "request.env['club.leaving']._opened(attachment, 'raw')": ("None",)
    },
    "ir_actions_report.IrActionsReport._club_note": {
        "self.env['club.leaving']._printed(self._get_report(report_ref), ids)": (
            "None",
        )
    },
    "ir_binary.IrBinary._get_stream_from": {
        "self.env['club.leaving']._opened(record, field_name)": ("None",)
    },
    "club_constraint.ClubConstraint._is_asked": {
        "model._auto and model._name in self.env['club.leaving']._ways()": ("False",)
    },
    "club_guard_mixin.ClubGuardMixin.default_get": {"name not in refused": ("True",)},
}
"""``{where: {expression: what may stand there instead}}``."""

READONLY = "rights.test_readonly:TestReadonly"
ROLES = "rights.test_two_roles:TestTwoRoles"
QUESTIONS = "rights.test_field_questions:TestFieldQuestions"
LEAVING = "rights.test_leaving:TestLeaving"
BY_HTTP = "rights.test_leaving:TestLeavingByHttp"
COMMANDS = "rights.test_caller_context:TestCallerCommands"
CONTEXT = "rights.test_caller_context:TestCallerContext"
WALK = "privacy.test_look_walk:TestLookWalk"
GROUPS = f"{WALK}.test_groups_of_names_are_looks"
KEPT = "rights.test_traces_kept:TestTracesKept"
LEVEL = "candidacy.test_answer_level:TestAnswerLevel"
UNSIGNED = "rights.test_mails_unsigned"
TOLD = "privacy.test_outside:TestBrowsersTold"
SECRET = "candidacy.test_answer_secret:TestAnswerSecret"
NEW = f"{READONLY}.test_nothing_read_only_is_said_of_a_new_record"
PAIRS = f"{ROLES}.test_no_pair_of_roles_is_more_than_its_parts"
LISTS = (
    "rights.test_lists_in_sight:TestListsInSight."
    "test_no_question_tells_more_than_the_list_shows"
)
ASKED = f"{QUESTIONS}.test_no_question_about_a_field_of_others"

NOTICED_BY = {
    "base.Base.create": [NEW],
    "base.Base.default_get": [f"{READONLY}.test_no_default_is_read_only"],
    "base.Base.onchange": [PAIRS, f"{WALK}.test_whatever_method_tells_a_name"],
    "base.Base.copy_data": [f"{WALK}.test_a_copy_is_read"],
    "base.Base.unlink": [f"{CONTEXT}.test_no_context_says_that_the_addon_goes"],
    "base.Base._order_field_to_sql": [
        f"{QUESTIONS}.test_no_order_of_records_that_are_not_read"
    ],
    "base.Base.read": [PAIRS, f"{ROLES}.test_all_fields_at_once_are_read"],
    "base.Base.web_read": [PAIRS, f"{ROLES}.test_all_fields_at_once_are_read"],
    "base.Base._has_field_access": [PAIRS],
    "base.Base._allow_sudo_commands": [
        f"{COMMANDS}.test_no_model_of_ours_takes_commands_under_sudo"
    ],
    "base.Base._search": [ASKED, LISTS],
    "base.Base._read_group": [ASKED, GROUPS],
    "base.Base._read_grouping_sets": [ASKED, GROUPS],
    "base.Base._club_asked": [PAIRS],
    "base.Base.export_data": [f"{BY_HTTP}.test_lists"],
    "base.Base._read_format": [f"{BY_HTTP}.test_program"],
    "guarded.is_open": [f"{READONLY}.test_our_code_opens_what_it_names"],
    "guarded._without_derived": [NEW],
    "guarded.traced": [f"{KEPT}.test_every_thread_of_ours_keeps_its_traces"],
    "mail_thread.MailThread.create": [f"{KEPT}.test_a_creation_is_logged"],
    "mail_thread.MailThread.write": [
        f"{KEPT}.test_a_move_is_logged_whatever_the_context"
    ],
    "mail_thread.MailThread._web_push_get_partners_parameters": [
        f"{TOLD}.test_none_is_without_a_service_that_is_named"
    ],
    "mail_push_device.MailPushDevice.register_devices": [
        f"{TOLD}.test_the_services_that_are_named_are_told"
    ],
    "mail_thread.MailThread._get_thread_with_access": [
        f"{UNSIGNED}:TestInvitationUnsigned.test_the_key_of_a_call_opens_no_thread"
    ],
    "calendar_event.CalendarEvent.message_post": [
        f"{UNSIGNED}:TestInvitationUnsigned.test_the_address_of_an_invitation_signs_for_nobody"
    ],
    "mail_thread.MailThread._message_route_process": [
        f"{UNSIGNED}:TestMailsUnsigned.test_no_mail_is_signed_by_who_works_here",
        f"{UNSIGNED}:TestMailsUnsigned.test_what_it_makes_is_made_by_nobody_of_them",
    ],
    "answer_author.has_said": [
        f"{UNSIGNED}:TestMailIsNoAnswer.test_a_mail_does_not_stand_for_what_a_link_says"
    ],
    "club_answer_key.ClubAnswerKey._way_of_mail": [
        f"{LEVEL}.test_an_address_typed_for_one_message_is_the_word_of_who_typed_it"
    ],
    "club_hanging.ClubHanging._open": [
        "rights.test_hanging:TestHanging.test_it_is_read_with_its_record_alone"
    ],
    "mail_activity_mixin.MailActivityMixin.activity_schedule": [
        f"{KEPT}.test_what_is_to_be_done_is_planned"
    ],
    "club_audience.ClubAudience._is_guarded": [ASKED],
    "club_label_mixin.ClubLabelMixin._club_named_to_reader": [
        "rights.test_labels:TestLabels.test_the_label_under_sudo"
    ],
    "mail_activity.MailActivity._compute_display_name": [
        "rights.test_labels:TestLabelDoors.test_an_activity_pointed_elsewhere",
        "rights.test_labels:TestLabelDoors.test_an_activity_is_labelled_for_who_does_it",
    ],
    "mail_message.MailMessage.create": [
        "rights.test_own_name:TestOwnName.test_no_road_says_another_s_name"
    ],
    "mail_message.MailMessage._without_club_address": [
        f"{SECRET}.test_a_reply_that_quotes_the_address_tells_nothing"
    ],
    "mail_mail.MailMail.create": [
        f"{SECRET}.test_no_caller_has_a_secret_put_in_a_mail",
        f"{LEAVING}.test_a_mail_about_a_person_or_with_a_file_of_theirs",
    ],
    "ir_attachment.IrAttachment.write": [
        f"{BY_HTTP}.test_a_file_that_is_put_elsewhere_left"
    ],
    "thread.ClubAttachmentController._get_pdf_first_page_response": [
        f"{BY_HTTP}.test_every_address_of_a_file"
    ],
    "ir_actions_report.IrActionsReport._club_note": [
        f"{LEAVING}.test_every_paper_about_persons"
    ],
    "ir_binary.IrBinary._get_stream_from": [f"{BY_HTTP}.test_every_address_of_a_file"],
    "club_constraint.ClubConstraint._is_asked": [
        "tools.test_server_log:TestServerLog.test_new_rows_too"
    ],
    "club_guard_mixin.ClubGuardMixin.default_get": [
        "rights.test_guards:TestGuards.test_no_default_says_what_is_not_entered"
    ],
}
"""``{where: tests}`` of which one fails without the guard."""

ANYWAY = {
    "club_journey_guard.ClubJourneyGuard._check_seated_move: raise UserError 2": (
        "club_participant_seated_in_group says the same sentence"
    ),
    "club_session_calendar.ClubSessionCalendar._placed: raise ValidationError": (
        "club_session_dates_order says the same sentence"
    ),
    "club_resending.ClubResending._taken: call check_access": (
        "_check_about asks for what the row is about, as the rules of the row do"
    ),
}
"""Guards that nobody notices the absence of, and why: what else refuses the same."""

UNARMED = {
    "bilan.BilanController._refuse": "renders the page of what is refused",
    "ir_http.IrHttp._club_refuse": "renders the page of what is refused",
    "club_guard_mixin.ClubGuardMixin._guard_label": "names a field",
    "club_participant.ClubParticipant._check_referent": (
        "gives the role of referent, which refuses outsiders"
    ),
    "club_committee_meeting.ClubCommitteeMeeting._check_transition": (
        "freezes the figures of what is held"
    ),
}
"""What has the name of a guard and refuses nothing, and why: ``{where: reason}``."""

DEBT = frozenset(
    Path(__file__).with_name("guard_debt.txt").read_text(encoding="utf-8").splitlines()
)
"""Guards of which nobody has seen a test fail: not tried yet, or nobody noticed.

The list gets shorter: what is not on it, as a new guard is not, has to be noticed.
``MUTANTS=all`` tries them too, and writes what is left of the list in the logs.
"""
