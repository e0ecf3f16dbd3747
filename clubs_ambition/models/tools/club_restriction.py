from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...utils import clock
from ...utils.races import alone
from .guarded import OPEN
from .ours import is_ours

PERSON, CONTACT, JOURNEY = "club.person", "res.partner", "club.participant"

PRIVACY = "club.privacy."
"""Requests, consents, consultations: recording a right is no work on a file."""

APART = ("club.person.doubt",)
"""Nor is a doubt about who is who, which another person's orientation may raise."""

EFFECTS = ("restriction", "objection")
"""Kinds of requests that hold until they are lifted."""

IN_FORCE = (("effective_on", "!=", False), ("lifted_on", "=", False))
"""Domain of the requests that hold now."""

MADE = {"access_token", "thumbnail"}
"""What the server adds to a file for whoever opens it: it says nothing new."""

COUNTED = {"message_bounce"}
"""What the server counts of a contact by itself, whoever wrote."""


class ClubRestriction(models.AbstractModel):
    """Restrict work on the file of a person who asked for it (GDPR, article 18).

    Until the restriction is lifted, nothing about them is created, changed or deleted,
    by anybody: ``base`` calls this service at each write, and the registry tells which
    records lead to a person (``club.leaving``). Messages, mails, tasks and files about
    these records are covered too. What works on many people leaves them out
    (``club.participant.restricted_on``). They are read as before, and figures count
    them. Our own code opens it with ``club_restriction=OPEN``, which no RPC can send.

    A contact of an employer, or a prescriber, who asks for it or objects is archived:
    nobody changes or restores their card, nothing is recorded about it, no record of
    ours names them again, and no mail is sent to them.
    """

    _name = "club.restriction"
    _description = "Files left alone"

    # === WHO IS LEFT ALONE === #

    @api.model
    @tools.ormcache()
    def _restricted(self):
        """Return the ids of the restricted persons: few, and needed at every write.

        sudo: whoever writes.
        """
        persons = self.env[PERSON].sudo().with_context(active_test=False)
        return frozenset(persons.search([("restricted_on", "!=", False)]).ids)

    @api.model
    def _known(self):
        """Return the restricted persons; nobody while modules are being loaded."""
        return self._restricted() if self.env.registry.ready else frozenset()

    @api.model
    @tools.ormcache()
    def _restricted_contacts(self):
        """Return the ids of the contacts who are restricted, or object.

        sudo: whoever writes.
        """
        asked = [("partner_id", "!=", False), ("kind", "in", EFFECTS), *IN_FORCE]
        requests = self.env["club.privacy.request"].sudo()
        return frozenset(requests.search_fetch(asked, ["partner_id"]).partner_id.ids)

    @api.model
    def _known_contacts(self):
        return self._restricted_contacts() if self.env.registry.ready else frozenset()

    @api.model
    def _contacts(self, records):
        """Return the restricted ones among contacts; sudo: as :meth:`_persons`."""
        nobody = self.env[CONTACT].sudo()
        if records._name != CONTACT or self._is_open():
            return nobody
        return nobody.browse(set(records.ids) & self._known_contacts())

    @api.model
    def _contacts_pointed(self, records, names=None):
        """Return the restricted contacts that records are about, or that ours name.

        :param names: of the fields that were written, all by default
        """
        nobody = self.env[CONTACT].sudo()
        if not self._known_contacts() or self._is_open():
            return nobody
        ids, known = set(), records.sudo()
        for kind, number in self.env["club.leaving"]._pointers().get(known._name, ()):
            if names is None or {kind, number} & {*names}:
                ids.update(row[number] for row in known if row[kind] == CONTACT)
        ours = self.env["club.leaving"]._is_ours(known._name)
        if ours and not (known._transient or known._name.startswith(PRIVACY)):
            for field in known._fields.values():
                named = field.type == "many2one" and field.store and not field.related
                written = names is None or field.name in names
                if named and written and field.comodel_name == CONTACT:
                    ids.update(known.mapped(field.name).ids)
        return self._contacts(nobody.browse(ids - {False}))

    @api.model
    def _is_open(self):
        return self.env.context.get("club_restriction") is OPEN

    @api.model
    @tools.ormcache("name")
    def _way(self, name):
        """Return the path from a model to the person its records are about, if any."""
        if not name.startswith("club.") or name.startswith(PRIVACY) or name in APART:
            return None
        return next(iter(self.env["club.leaving"]._ways().get(name, ())), None)

    @api.model
    def _persons(self, records):
        """Return the restricted persons that records are about.

        sudo: whoever writes may not read them; no name is told here.
        """
        nobody = self.env[PERSON].sudo()
        restricted = self._known()
        if not restricted or self._is_open():
            return nobody
        if way := self._way(records._name):
            known = records.sudo().with_context(active_test=False)
            people = known if way == "id" else known.mapped(way)
            return nobody.browse(set(people.ids) & restricted)
        return nobody

    @api.model
    def _persons_pointed(self, records):
        """Return the restricted persons that messages, tasks or files are about."""
        found = self.env[PERSON].sudo()
        if not self._known():
            return found
        pointers = self.env["club.leaving"]._pointers()
        for kind, number in pointers.get(records._name, ()):
            for name, rows in records.sudo().grouped(kind).items():
                if name and name in self.env.registry and self._way(name):
                    ids = [one for one in rows.mapped(number) if one]
                    found |= self._persons(self.env[name].browse(ids).exists())
        return found

    @api.model
    @tools.ormcache("name")
    def _sayings(self, name):
        """Return the fields of a message, task or file that hold what it says."""
        model = self.env[name]
        fields = (
            model._fields.values() if self.env["club.leaving"]._pointers()[name] else ()
        )
        said = {one.name for one in fields if one.type in ("text", "html", "binary")}
        said |= {one.name for one in fields if one.type == "char"} if said else set()
        return frozenset(said - MADE)

    @api.model
    def _persons_told(self, records, vals=()):
        """Return the restricted persons about whom a text or file would change or go.

        :param vals: that are to be written; none if the records are deleted
        """
        said = self._sayings(records._name) if self._known() else ()
        touched = said and (not vals or said & vals.keys())
        return self._persons_pointed(records) if touched else self.env[PERSON].sudo()

    # === WHO IS WORKED ON === #

    @api.model
    def _domain_worked_on(self):
        """Return the domain of the journeys that jobs and bulk actions may work on.

        Without restricted and erased persons: no record rule keeps what runs as superuser
        or under sudo from the latter. sudo: whoever asks.
        """
        persons = self.env[PERSON].sudo().with_context(active_test=False)
        erased = persons._search([("erased_on", "!=", False)]).subselect()
        return Domain("restricted_on", "=", False) & Domain(
            "person_id", "not any!", erased
        )

    @api.model
    def _worked_on(self, journeys):
        """Filter the journeys that may be worked on; sudo: no name is told."""
        return journeys.filtered(
            lambda one: (
                not one.sudo().restricted_on and not one.sudo().person_id.erased_on
            )
        )

    # === WHAT IS REFUSED === #

    @api.model
    def _check(self, records, vals=()):
        """Refuse to write about restricted persons and contacts.

        :param vals: that are to be written
        :raise UserError: naming them to whoever may read them
        """
        if persons := self._persons(records) | self._persons_told(records, vals):
            raise self._refusal(persons)
        if not (vals and vals.keys() <= COUNTED) and (some := self._contacts(records)):
            raise self._refusal(some)

    @api.model
    @alone("what is written at that moment was written before")
    def _check_new(self, records):
        """Refuse new records about restricted persons and contacts."""
        if persons := self._persons(records) | self._persons_pointed(records):
            raise self._refusal(persons)
        if contacts := self._contacts_pointed(records):
            raise self._refusal(contacts)
        self._check_listed(records)

    @api.model
    @alone("what is written at that moment was written before")
    def _check_moved(self, records, vals):
        """Refuse records that a write moved to restricted persons or contacts."""
        if contacts := self._contacts_pointed(records, vals):
            raise self._refusal(contacts)
        self._check_listed(records, vals)
        if not self._known():
            return
        moved = {
            name: field.comodel_name
            for name in vals
            if (field := records._fields.get(name)) and field.type == "many2one"
        }
        if moved:
            self._check(records)
        pointers = self.env["club.leaving"]._pointers().get(records._name, ())
        about = {name for pointer in pointers for name in pointer}
        if not about & vals.keys() and "ir.model" not in moved.values():
            return
        if pointers and (persons := self._persons_pointed(records)):
            raise self._refusal(persons)

    @api.model
    @tools.ormcache("name")
    def _lists(self, name):
        """Return the many2many fields of ours that name people: profiles promoted."""
        model = self.env[name]
        return tuple(
            field.name
            for field in model._fields.values()
            if field.type == "many2many" and field.store and not model._transient
            if self._way(field.comodel_name) and is_ours(model, field)
        )

    @api.model
    def _check_listed(self, records, names=None):
        """Refuse to list restricted persons, and those who object to being shown.

        :param names: of the fields that were written, all by default
        """
        for name in () if self._is_open() else self._lists(records._name):
            if names is None or name in names:
                listed = records.sudo()[name]
                if persons := self._persons(listed):
                    raise self._refusal(persons)
                if listed._name == JOURNEY:
                    self._check_shown(listed.with_env(records.env))

    @api.model
    def _refusal(self, persons):
        seen = persons.sudo(False).with_env(self.env(su=False))
        seen = seen._filtered_access("read")
        if not seen:
            return UserError(self.env._("Nothing more can be recorded here."))
        return UserError(
            self.env._(
                "%s asked that their file be left as it is: nothing is changed, sent "
                "nor proposed until the data officer lifts it.",
                seen[0].display_name,
            )
        )

    # === WHAT IS SET === #

    @api.model
    def _set(self, persons, day):
        """Restrict persons since a day, or lift the restriction (no day).

        sudo: the data officer decides, and reads no person.
        """
        opened = persons.sudo().with_context(club_restriction=OPEN)
        opened.write({"restricted_on": day})
        opened.flush_recordset()
        self._set_anew()

    @api.model
    def _set_anew(self):
        """Clear the cached restrictions: here now, everywhere once committed.

        Another process may have read the old ones meanwhile. What did not arrive is not
        sent to restricted people again.
        """
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)
        self.env["club.arrival"]._forget_left_alone()

    @api.model
    def _hold(self, persons):
        """Restrict persons from today; return what :meth:`_release` gives back."""
        rows = self._planned_on(persons)
        rows.with_context(club_restriction=OPEN).write({"active": False})
        self._cancel_mails(persons)
        self._set(persons, clock.today(self))
        return {"activities": rows.ids}

    @api.model
    def _release(self, persons, held):
        """Lift the restriction of persons, and give back the tasks that were held."""
        self._set(persons, False)
        tasks = self.env["mail.activity"].sudo().browse(held.get("activities", []))
        tasks.exists().filtered(lambda one: not one.active).write({"active": True})

    @api.model
    def _about(self, persons):
        """Return ``{model name: ids}`` of the rows about persons that have a thread.

        sudo: in every club.
        """
        thread = self.pool["mail.thread"]
        found = {}
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not issubclass(model, thread):
                continue
            if way := self._way(name):
                rows = self.env[name].sudo().with_context(active_test=False)
                found[name] = rows.search([(way, "in", persons.ids)]).ids
        return found

    @api.model
    def _planned_on(self, persons):
        """Return the tasks planned about persons; sudo: whoever has to do them."""
        tasks = self.env["mail.activity"].sudo()
        for name, ids in self._about(persons).items():
            tasks |= tasks.search([("res_model", "=", name), ("res_id", "in", ids)])
        return tasks

    @api.model
    def _cancel_mails(self, persons):
        """Stop the mails about persons that have not left; sudo: whoever wrote them."""
        mails = self.env["mail.mail"].sudo()
        for name, ids in self._about(persons).items():
            mails |= mails.search(
                [
                    ("state", "=", "outgoing"),
                    ("mail_message_id.model", "=", name),
                    ("mail_message_id.res_id", "in", ids),
                ]
            )
        mails.write({"state": "cancel"})

    # === WHO IS SHOWN TO NO EMPLOYER === #

    @api.model
    def _domain_shown(self):
        """Return the domain of the journeys that employers may be shown."""
        return Domain("person_id", "any!", Domain("objected_on", "=", False))

    @api.model
    def _shown(self, journeys):
        """Filter the journeys that employers may be shown now.

        sudo: nobody reads why the others are left out.
        """
        said = ("restricted_on", "objected_on", "no_profile_on", "erased_on")
        return journeys.filtered(
            lambda one: not any(one.sudo().person_id[name] for name in said)
        )

    @api.model
    @alone("who is shown at that moment was shown before")
    def _check_shown(self, journeys):
        """Refuse to present persons who object to it; sudo: nobody reads why.

        :raise UserError: naming the first one
        """
        for journey in journeys:
            if journey.sudo().person_id.objected_on:
                raise UserError(
                    self.env._(
                        "%s objects to being presented to employers: find with them "
                        "the offers to which they apply by themselves.",
                        journey.display_name,
                    )
                )
