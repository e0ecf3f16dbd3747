from odoo import api, models, tools
from odoo.tools import SQL, format_date

from ...utils.personal_data import USER
from .club_privacy_file import APART, SECRETS, Section
from .club_privacy_reach import KINDS, MADE

ACCOUNT = "res.users"

OF_ACCOUNT = (
    "group_ids",
    "club_ids",
    "club_territory_ids",
    "create_date",
    "login_date",
)
"""What the map leaves of an account, for others are in it: roles, clubs, connections."""


class ClubPrivacyAccount(models.AbstractModel):
    """Collect, for a colleague who asks for their file, what their account says.

    The account and what belongs to it (settings, connections, keys, absences) row by row.
    Of what they did, only how much, where, since when and until when: the rows that name
    them, found in the map, are about somebody else.
    """

    _name = "club.privacy.account"
    _description = "What an account tells of who has it"

    @api.model
    def _sections(self, whom):
        """Return what is told to a contact of their accounts; sudo: as of the file."""
        if whom._name != "res.partner":
            return []
        whom = whom.sudo().with_context(active_test=False, lang=self.env.lang)
        accounts = whom.user_ids
        if not accounts:
            return []
        section = self.env["club.privacy.file"]._section
        return [
            section(accounts, ACCOUNT, accounts, OF_ACCOUNT),
            *(
                section(accounts, name, rows, ("create_date",))
                for name, rows in self._own(accounts).items()
            ),
            self._done(accounts),
        ]

    # === ROW BY ROW === #

    @api.model
    @tools.ormcache()
    def _following(self):
        """Return ``{model name: fields}`` of the rows that go with an account, whole.

        Of an absence, those of whoever is away: who stands in is told of nobody's.
        """
        privacy_map, found = self.env["club.privacy.map"], {}
        ways = self.env["club.privacy.reach"]._pointing(KINDS[ACCOUNT])
        for name, field in ways.get(ACCOUNT, ()):
            whole = privacy_map._goes_whole(name) and privacy_map._whose(name) == USER
            told = name not in (*APART, *SECRETS) and not self.env[name]._transient
            if whole and told and "create_date" in self.env[name]._fields:
                found.setdefault(name, []).append(field)
        owner = "user_id"
        return {
            name: [owner] if owner in some else some for name, some in found.items()
        }

    @api.model
    def _own(self, accounts):
        """Return ``{model name: rows}`` of what goes with accounts; sudo: as above."""
        env, found = accounts.env, {}
        for name, fields in self._following().items():
            asked = ["|"] * (len(fields) - 1)
            asked += [(field, "in", accounts.ids) for field in fields]
            found[name] = env[name].search(asked, order="id")
        return found

    # === HOW MUCH === #

    @api.model
    @tools.ormcache()
    def _naming(self):
        """Return ``[(model name, field)]`` of what names an account in other rows."""
        return [
            (name, key)
            for (name, key), entry in self.env["club.privacy.map"]._entries().items()
            if entry.whose == USER and key not in MADE and name not in self._following()
            if (model := self.env[name])._auto and not model._transient
            if model._log_access
            if (field := model._fields[key]).store and field.type == "many2one"
            if field.comodel_name == ACCOUNT
        ]

    @api.model
    def _done(self, accounts):
        """Return how many rows name accounts, by club, and what they wrote, by what."""
        self.env.flush_all()
        lines = [*self._written(accounts)]
        for name, key in self._naming():
            model = self.env[name]
            club = model._fields.get("club_id")
            query = SQL(
                """SELECT %s, COUNT(*), MIN(create_date), MAX(create_date)
                     FROM %s WHERE %s = ANY(%s::int[]) GROUP BY 1 ORDER BY 1""",
                SQL("club_id" if club and club.store else "NULL::int"),
                SQL.identifier(model._table),
                SQL.identifier(key),
                accounts.ids,
            )
            label = model._fields[key]._description_string(self.env)
            what = f"{self._label(name)} – {label}"
            lines += [(what, *line) for line in self.env.execute_query(query)]
        clubs = self.env["club.club"].sudo()
        rows = [
            {
                self.env._("What is recorded"): what,
                self.env._("Club"): clubs.browse(club).name or "",
                self.env._("How many"): count,
                self.env._("Since"): format_date(self.env, first),
                self.env._("Until"): format_date(self.env, last),
            }
            for what, club, count, first, last in lines
        ]
        label = self.env._("What you did here, as it is recorded")
        columns = list(rows[0]) if rows else []
        return Section(self._name, label, columns, rows, ["accompaniment", "traces"])

    @api.model
    def _written(self, accounts):
        """Yield how many messages somebody wrote, by what they are about."""
        query = SQL(
            """SELECT model, COUNT(*), MIN(date), MAX(date) FROM mail_message
                WHERE author_id = ANY(%s::int[]) GROUP BY 1 ORDER BY 1""",
            accounts.partner_id.ids,
        )
        for name, *told in self.env.execute_query(query):
            about = f"{self.env._('Messages')} – {self._label(name)}"
            yield about.removesuffix(" – "), None, *told

    @api.model
    def _label(self, name):
        return self.env["ir.model"]._get(name).name or "" if name else ""
