from datetime import date

from ..common import ClubsCase

BORN = date(2001, 2, 3)
IDENTITY = {
    "birth": {"last_name": "MOREAU", "first_name": "lina", "birth_date": BORN},
    "email": {"first_name": "LINA", "email": " Lina.Moreau@Example.org"},
    "phone": {"first_name": "Lina", "phone": "06.39.98.20.01"},
}
"""One identity, three ways, as somebody would write it."""


class PrivacyCase(ClubsCase):
    """A person with a journey under way, and the data officer who is asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person(
            "Liña MOREAU",
            birth_date=BORN,
            email="lina.moreau@example.org",
            phone="0639982001",
        )
        cls.journey = cls.make_participant(
            person=cls.person, state="active", animateur_id=cls.animateur.id
        )
        cls.log = cls.env["club.privacy.search"]

    def finder(self, kind="access", way="birth", **typed):
        """Return the dialog as the officer fills it."""
        subject = typed.pop("subject", "person")
        find = self.env["club.privacy.find"].with_user(self.data_officer)
        return find.create(
            {
                "kind": kind,
                "subject": subject,
                f"way_{subject}": way,
                **(typed or IDENTITY[way]),
            }
        )

    def asked(self, kind="access", way="birth", **typed):
        """Return the request of who was found, as the officer."""
        action = self.finder(kind, way, **typed).action_find()
        request = self.env[action["res_model"]].browse(action["res_id"])
        return request.with_user(self.data_officer)

    def settle(self, request, gesture, words=""):
        dialog = request.env["club.privacy.settle"].create(
            {"request_id": request.id, "gesture": gesture, "words": words}
        )
        return dialog.action_confirm()

    def restrict(self, person=None):
        """Leave somebody alone, by a request of theirs; return it."""
        request = self.asked("restriction")
        if person:
            request.sudo().person_id = person
        request.action_take_effect()
        return request
