from odoo.tools import SQL

from .common import ClubsCase
from odoo.addons.mail.tests.common import MockEmail


class AnswerCase(ClubsCase):
    """Two profiles sent to one employer by an animateur, in one message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employer.email = "boulangerie@example.com"
        cls.yanis = cls.make_participant("Yanis Benali", "active")
        cls.lina = cls.make_participant("Lina Moreau", "active")
        cls.yanis.strengths = "Punctual, three summers in a kitchen"
        cls.first = cls.make_candidacy(cls.yanis, "draft")
        cls.second = cls.make_candidacy(cls.lina, "draft")
        cls.candidacies = cls.first + cls.second
        cls.reason = cls.env["club.refusal.reason"].search([], limit=1)
        cls.link = cls.send(cls.candidacies)

    @classmethod
    def send(cls, candidacies, user=None, email=None):
        wizard = (
            cls.env["club.candidacy.send"]
            .with_user(user or cls.animateur)
            .create({"candidacy_ids": candidacies.ids})
        )
        if email:
            wizard.line_ids.email = email
        wizard.action_send()
        return candidacies.sudo().link_ids.sorted("id")[-1:]

    def mails(self):
        return self.mails_of(self.link)

    def mails_of(self, links):
        return self.env["mail.mail"].search(
            [("model", "=", "club.answer.link"), ("res_id", "in", links.ids)]
        )

    def leaving(self, mail):
        """Return what leaves of a mail, with its address: the database has none."""
        return str(mail._prepare_outgoing_body())

    def token(self, mail):
        """Return the secret that one more sending of a mail tells."""
        return self.leaving(mail).split("/clubs/reponse/")[1].split('"')[0]

    def page_of(self, link):
        """Return the path of a link's page, as one more message would tell it."""
        address = link.sudo()._new_address()
        return address[address.index("/clubs/") :]


class SecretCase(AnswerCase, MockEmail):
    """Where secrets are looked for: in what leaves, and in the whole database."""

    def columns(self):
        """Yield ``(table, column)`` of all that the database keeps, whatever its type."""
        self.env.cr.execute(
            """SELECT c.table_name, c.column_name
                 FROM information_schema.columns c
                 JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE'
                  AND c.data_type NOT IN ('integer', 'bigint', 'boolean', 'numeric',
                      'double precision', 'date', 'timestamp without time zone')"""
        )
        return self.env.cr.fetchall()

    def where(self, words):
        """Return the columns in which some words are read, in the whole database."""
        self.env.flush_all()
        found = set()
        for table, column in self.columns():
            self.env.cr.execute(
                SQL(
                    "SELECT 1 FROM %s WHERE %s::text LIKE %s LIMIT 1",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    f"%{words}%",
                )
            )
            if self.env.cr.fetchone():
                found.add(f"{table}.{column}")
        return found

    def leave(self, mails):
        """Send mails as the queue does; return the secrets that left."""
        with self.mock_mail_gateway():
            mails.send()
        bodies = [mail["body"] for mail in self._mails]
        return [body.split("/clubs/reponse/")[1].split('"')[0] for body in bodies]
