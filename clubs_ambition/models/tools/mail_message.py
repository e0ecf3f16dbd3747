import re
from collections import defaultdict

from odoo import api, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from .guarded import OPEN

ADDRESS = re.compile(
    r"(clubs(?:/|%2F)reponse(?:/|%2F))[^\s\"'<>&\\)\]]+", re.IGNORECASE
)
"""The address of a link, as we write it and as mail filters rewrite it."""

AUTHOR = ("author_id", "email_from", "author_guest_id")
"""What tells who a message is by."""

NOTED = ("date", "tracking_value_ids")
"""What tells when it was written, and what was changed: the code notes both."""

TRACKING = "club_tracking"
"""Said with ``OPEN`` while Odoo notes what was changed."""

MARKS = frozenset({"is_internal"})
"""What a caller may change of a message; its text is changed by Odoo, which says so."""


class MailMessage(models.Model):
    """A message of a thread, which proves who said what, and when.

    It never keeps the secret of a link, be it sent, quoted in a reply, bounced or pasted:
    whoever reads a thread must not be able to answer for somebody else.

    Users of the clubs sign with their own name: a caller who says another author is
    refused, and what the server writes for them (a dialog sends under sudo) is signed by
    them too. Code that writes what somebody else said opens it with ``club_author=OPEN``.

    What was written stays: no caller deletes a message, or changes its text, its date or
    its list of changes. The writer of a comment edits it in the thread, which says so.

    Only those who may read a record read its messages, even those they wrote themselves.
    """

    _name = "mail.message"
    _inherit = ["mail.message", "club.label.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._without_club_address(vals) for vals in vals_list]
        if self._club_signs_own_name():
            vals_list = [self._club_signed(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if (
            not self.env.su
            and vals.keys() & set(AUTHOR)
            and self._club_signs_own_name()
        ):
            self._club_check_author(*(vals.get(name) for name in AUTHOR))
            vals = {k: value for k, value in vals.items() if k not in AUTHOR}
        if vals.keys() - MARKS:
            self._club_check_stays()
        return super().write(self._without_club_address(vals))

    def unlink(self):
        """Take a message that did not arrive off the lists; sudo: rows of the code's."""
        self._club_check_stays()
        missed = self.env["club.undelivered"].sudo()
        missed.search([("message_id", "in", self.ids)]).unlink()
        return super().unlink()

    @api.model
    def _without_club_address(self, vals):
        body = vals.get("body")
        if not body or "reponse" not in body.lower():
            return vals
        return {**vals, "body": type(body)(ADDRESS.sub(r"\1-", body))}

    # === WHO READS === #

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Leave out what is about somebody whom the reader does not read any more."""
        query = super()._search(domain, offset, limit, order, **kwargs)
        if self.env.su or kwargs.get("bypass_access"):
            return query
        found = self.browse(query.get_result_ids())
        gone = found._club_gone()
        return (found - gone)._as_query(order) if gone else query

    def _get_with_access(self, message_id, mode="read", **kwargs):
        """Return a message; who answers or reacts to one of the clubs reads it.

        Odoo opens what somebody was notified of to the reactions of everybody.
        """
        message = super()._get_with_access(message_id, mode=mode, **kwargs)
        if message and message.sudo()._club_in_threads():
            return message.sudo(False)._filtered_access("read")
        return message

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        if operation == "create":
            return forbidden
        return forbidden | (self - forbidden)._club_gone()

    def _club_gone(self):
        """Return the messages about somebody who is not read, or not any more.

        Odoo leaves to whoever wrote, or was told, what was said and where it was sent:
        whoever left the club since, and whenever it was. What was sent to somebody is
        read as long as they are. What one was notified of alone is one's own.
        """
        threads = self._club_threads()
        if not any(self._ids) or not threads:
            return self.browse()
        self.flush_model(["model", "res_id", "message_type", "author_id"])
        self.flush_model(["outgoing_email_to"])
        rows = self.env.execute_query(
            SQL(
                """SELECT model, res_id, outgoing_email_to > '', ARRAY_AGG(id)
                     FROM mail_message
                    WHERE id = ANY(%s::int[]) AND model = ANY(%s::text[]) AND res_id IS NOT NULL
                      AND (message_type <> 'user_notification' OR author_id = %s)
                 GROUP BY 1, 2, 3""",
                list(self._ids),
                list(threads),
                self.env.user.partner_id.id,
            )
        )
        asked = defaultdict(set)
        for name, record, sent, _ids in rows:
            asked[name, bool(sent)].add(record)
        seen = {key: self._club_seen(*key, ids) for key, ids in asked.items()}
        return self.browse(
            one
            for name, record, sent, ids in rows
            if record not in seen[name, bool(sent)]
            for one in ids
        )

    @api.model
    def _club_seen(self, name, sent, ids):
        """Return the ids of the records that are read; where one was written to, whom."""
        model = self.env[name].with_context(active_test=False)
        if not model.has_access("read"):
            return ()
        domain = Domain("id", "in", list(ids))
        person = self.env["club.person"].with_context(active_test=False)
        way = self.env["club.leaving"]._ways()[name][:1]
        if sent and way and person.has_access("read"):
            query = person._search([])
            # sudo: whom a record is about is asked for, not shown.
            known = model.sudo().search(domain & Domain(way[0], "in", query))
            domain = Domain("id", "in", known.ids)
        return set(model.search(domain).ids)

    @api.model
    @tools.ormcache()
    def _club_threads(self):
        """Return the models whose threads are about a person."""
        thread = self.pool["club.thread.mixin"]
        return tuple(
            name
            for name, model in self.pool.items()
            if issubclass(model, thread) and not model._abstract
        )

    # === IN WHOSE NAME === #

    @api.model
    def _club_signs_own_name(self):
        """Tell whether who writes may write in no name but their own."""
        user = self.env.user
        return (
            self.env.context.get("club_author") is not OPEN
            and user._club_has_role()
            and not user.has_group("base.group_system")
        )

    @api.model
    def _club_signed(self, vals):
        """Return the values of a message, signed by whoever writes it.

        :raise AccessError: when a caller says somebody else's name
        """
        me = self.env.user.partner_id
        context = self.env.context
        said = {name: vals.get(name, context.get(f"default_{name}")) for name in AUTHOR}
        robot = self.env.ref("base.partner_root")
        if not self.env.su:
            self._club_check_author(*said.values())
            self._club_check_noted(vals)
        elif said["author_id"] == robot.id and not context.get("club_outgoing"):
            return vals  # Odoo answers in a discussion: no mail is its own
        return {
            **vals,
            "author_id": me.id,
            "author_guest_id": False,
            "email_from": me.email_formatted,
        }

    @api.model
    def _club_check_author(self, author, sender=None, guest=None):
        """Refuse an author or a sender other than the one who writes."""
        me = self.env.user.partner_id
        # Who has two addresses writes with both, as Odoo puts them.
        mine = not sender or sender == me.email_formatted
        mine = mine or email_normalize(sender) == me.email_normalized
        if author not in (None, False, me.id) or guest or not mine:
            raise AccessError(
                self.env._(
                    "You write in your own name: leave the author and the sender of "
                    "this message as they are."
                )
            )

    # === WHAT WAS WRITTEN === #

    @api.model
    def _club_check_noted(self, vals):
        """Refuse a date, or a list of changes, that a caller made up."""
        if self.env.context.get(TRACKING) is OPEN:
            return
        context = self.env.context
        if any(vals.get(name, context.get(f"default_{name}")) for name in NOTED):
            raise AccessError(
                self.env._(
                    "The day of a message and what was changed note themselves: leave "
                    "them as they are."
                )
            )

    def _club_check_stays(self):
        """Refuse to change or delete what is in a thread; in one of the clubs, to all.

        :raise AccessError: for whoever has a role, or where the clubs keep all traces
        """
        user = self.env.user
        if self.env.su or user.has_group("base.group_system"):
            return
        if self and (self._club_signs_own_name() or self.sudo()._club_in_threads()):
            raise AccessError(
                self.env._(
                    "What was written stays: a thread tells who said what. Write "
                    "another message instead."
                )
            )

    def _club_in_threads(self):
        """Tell whether one of the messages is in a thread that the clubs keep."""
        for name, messages in self.grouped("model").items():
            if (name or "").startswith("club."):
                return True
            if name and isinstance(model := self.env.get(name), models.BaseModel):
                records = model.browse(messages.mapped("res_id")).exists()
                if any(one._club_is_traced() for one in records):
                    return True
        return False
