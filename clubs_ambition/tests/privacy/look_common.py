from functools import partial

from odoo.tests.test_cursor import TestCursor

from ...models.privacy.club_privacy_look import KEY, NOTED
from ..common import ClubsCase

CALL = "/web/dataset/call_kw"


class LookCase(ClubsCase):
    """People of two clubs, and what is kept of who looked at them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Look = cls.env["club.privacy.look"]
        cls.Alert = cls.env["club.privacy.alert"]
        cls.journeys = cls.env["club.participant"].union(
            *(
                cls.make_participant(name, "active", referent_id=cls.referent.id)
                for name in ("Lina Roux", "Omar Diallo")
            )
        )
        cls.far = cls.make_participant("Zoé Lointain", club=cls.other_club)
        cls.people = cls.journeys.person_id
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        NOTED.clear()
        self.addCleanup(NOTED.clear)

    def show(self, user, persons, opened=True):
        """Keep that a user was shown persons, as a worker does as it answers.

        :param opened: whether their files, and not only lines of a list
        """
        shown = {"club.person": set(persons.ids)}
        self.Look._keep_looks(user.with_env(self.env), shown, shown if opened else {})

    def looks(self, user=None):
        user = user or self.animateur
        return self.Look.search([("user_id", "=", user.id)])


class LookByHttp(LookCase):
    """What a server does as a request ends, which the cursor of tests leaves out."""

    def setUp(self):
        super().setUp()
        commit = TestCursor.commit

        def committed(cursor):
            ends = [
                end
                for end in cursor.postcommit._funcs
                if KEY in cursor.postcommit.data and isinstance(end, partial)
            ]
            commit(cursor)
            for end in ends:
                end.func.__self__._write_apart(*end.args)

        self.patch(TestCursor, "commit", committed)

    def rpc(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.make_jsonrpc_request(CALL, params)

    def seen(self, call, user=None):
        """Return the persons that are noted for what a call shows."""
        self.looks(user).unlink()
        NOTED.clear()
        call()
        self.env.invalidate_all()
        return self.looks(user).person_id
