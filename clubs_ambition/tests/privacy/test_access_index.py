"""What is asked of somebody's data is found by an index, however big the network is."""

from odoo.tests import TransactionCase, tagged

from ...models.privacy.club_privacy_reach import KINDS

SMALL = {
    # one row a club, a territory, a committee, a campaign
    *("club_club.create_uid", "club_club.write_uid", "club_campaign.user_id"),
    *("club_territory.create_uid", "club_territory.write_uid"),
    *("club_committee_decision.user_id", "club_committee_meeting.user_id"),
    # what waits to leave, or is repeated, or was looked up, within twelve months
    *("mail_scheduled_message.res_id", "mail_message_schedule.mail_message_id"),
    *("calendar_recurrence.base_event_id", "privacy_log.user_id"),
    *("res_users_log.write_uid", "mail_message_reaction.partner_id"),
    "ir_embedded_actions.user_id",
}
"""``table.column`` of tables that stay small, whatever the network."""


@tagged("post_install", "-at_install")
class TestAccessIndex(TransactionCase):
    """Of access files, restrictions and erasures: the columns are those of the registry."""

    def asked(self):
        """Return ``{(table, columns)}`` by which rows about somebody are looked for.

        By one of the columns, where there are two: a record's model, and its number.
        """
        leaving, rows = self.env["club.leaving"], self.env["club.privacy.rows"]
        reach = self.env["club.privacy.reach"]
        ways = [
            (name, field) for name, fields in rows._links().items() for field in fields
        ]
        for kinds in KINDS.values():
            for pairs in reach._pointing(kinds).values():
                ways += pairs
        found = {(name, (field,)) for name, field in ways}
        for name, pairs in leaving._pointers().items():
            found |= {(name, pair) for pair in pairs}
        return {
            (self.env[name]._table, columns)
            for name, columns in found
            if self.env[name]._auto and not self.env[name]._transient
        }

    def indexed(self):
        """Return ``{(table, column)}`` that begin an index of all the rows they fill."""
        self.env.cr.execute(
            """SELECT indrelid::regclass::text, attname FROM pg_index
                 JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
                WHERE indpred IS NULL
                   OR pg_get_expr(indpred, indrelid) = '(' || attname || ' IS NOT NULL)'"""
        )
        return set(self.env.cr.fetchall())

    def deleted_from(self):
        """Return ``{(table, column)}`` that the database looks through at each deletion.

        Of rows that an erasure deletes: a foreign key is asked whether it points there.
        """
        rows, leaving = self.env["club.privacy.rows"], self.env["club.leaving"]
        gone = {name for name in rows._links() if rows._is_deleted(name)}
        gone |= {name for name, pairs in leaving._pointers().items() if pairs}
        tables = [self.env[name]._table for name in gone if self.env[name]._auto]
        self.env.cr.execute(
            """SELECT conrelid::regclass::text, attname FROM pg_constraint
                 JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
                WHERE contype = 'f' AND confrelid::regclass::text = ANY(%s::text[])""",
            [tables],
        )
        dialogs = {one._table for one in self.env.values() if one._transient}
        return {
            (table, one)
            for table, one in self.env.cr.fetchall()
            if table not in dialogs
        }

    def test_no_table_is_read_to_its_end(self):
        indexed = self.indexed()
        left = {
            f"{table}.{columns[-1]}"
            for table, columns in self.asked()
            if not any((table, column) in indexed for column in columns)
        }
        self.assertEqual(left - SMALL, set())

    def test_no_deletion_reads_a_table_to_its_end(self):
        indexed = self.indexed()
        left = {f"{t}.{c}" for t, c in self.deleted_from() if (t, c) not in indexed}
        self.assertEqual(left - SMALL, set())
