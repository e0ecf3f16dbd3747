"""Wherever the team may type, and whatever a server notes, nobody erased is named."""

# pylint: disable=translation-required
import json

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from .erasure_rows import InsertedCase

FIRST, LAST = "Melchior", "Quatrebarbes"
NAME, PHONE = f"{FIRST} {LAST}", 699887766
EMAIL = "melchior.q@example.org"

NAMED = (
    *("CV_Melchior_Quatrebarbes.pdf", "cv-melchior-quatrebarbes.pdf"),
    *("quatrebarbes_melchior_2026.odt", "Lettre Melchior.Quatrebarbes (2).docx"),
    *("https://x.fr/in/melchior-quatrebarbes", "x.fr/melchior-quatrebarbes-12/"),
    *("https://x.fr/?q=Melchior+Quatrebarbes", "x.fr/?q=Melchior%20Quatrebarbes"),
)
"""How a name stands in the name of a file, and in an address."""

ELSES = (
    *("Melchior-Quatrebarbes Roux", "Saint-Melchior-Quatrebarbes, hier"),
    *("melchior.quatrebarbes@autre.example", "Melchiore Quatrebarbes"),
)
"""Somebody else's first name, a place, an address that is not theirs, another name."""

ABOUT = {"model": "club.session", "res_model": "club.session"}


@tagged("post_install", "-at_install", "security")
class TestErasurePlaces(InsertedCase):
    markers = (LAST, EMAIL)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.somebody()
        for name in ("sales_team.group_sale_manager", "base.group_partner_manager"):
            cls.animateur.group_ids += cls.env.ref(name)  # works for the host, too

    def erase(self):
        self.env.flush_all()
        self.env["club.privacy.erasure"]._erase(self.person)
        self.env.flush_all()
        self.env.invalidate_all()

    # === EVERY TABLE === #

    def typed_in(self):
        """Yield the models of Odoo in which who runs a club may write, dialogs too.

        Contacts and accounts are somebody, of the same name perhaps.
        """
        leaving, user = self.env["club.leaving"], self.animateur
        for name, model in self.env.registry.items():
            kept = model._auto and not model._abstract and model._log_access
            apart = leaving._is_ours(name) or name in ("res.partner", "res.users")
            if apart or not kept or not self.is_table(model._table):
                continue
            mine = self.env[name].with_user(user)
            may = mine.has_access("write") or mine.has_access("create")
            if model._transient or may:
                yield name

    def values(self, name):
        """Return what a row of the clubs has, made by others and changed by the team."""
        about = {
            key: one for key, one in ABOUT.items() if key in self.env[name]._fields
        }
        ours = {"club_id": self.club.id} if name == "crm.lead" else {}
        who = {"create_uid": self.users["employee"].id, "write_uid": self.animateur.id}
        who |= dict.fromkeys(("create_date", "write_date"), fields.Datetime.now())
        return {**about, **ours, **who}

    def write_in(self, names, words, values):
        """Write words in a row of each of these models; return those that have one."""
        self.env.flush_all()
        made, told_apart = set(), set()
        for name in names:
            try:
                self.insert(name, words, values(name))
                made.add(name)
            except Exception:  # noqa: BLE001  a constraint of its own
                told_apart.add(name)
        self.assertGreater(len(made), 60)
        self.assertGreater(len(made), 3 * len(told_apart), told_apart)
        return made

    def test_every_table_that_the_team_may_change(self):
        made = self.write_in(self.typed_in(), f"Vu {NAME}", self.values)
        self.assertLessEqual({"res.partner.category", "crm.team"}, made)
        self.erase()
        self.assertEqual(self.found(), {})

    def searched(self):
        """Yield the models of Odoo in which people are talked of, whoever writes there."""
        places, leaving = self.env["club.privacy.places"], self.env["club.leaving"]
        for name in {**places._places(), **places._places(titles=True)}:
            apart = leaving._is_ours(name) or name in ("res.partner", "res.users")
            if not apart and self.is_table(self.env[name]._table):
                yield name

    def host_values(self, name):
        """Return what a row has that others of the host made, about what is theirs."""
        about = dict.fromkeys(ABOUT, "res.country")
        who = dict.fromkeys(("create_uid", "write_uid"), self.users["employee"].id)
        who |= dict.fromkeys(("create_date", "write_date"), fields.Datetime.now())
        return {
            key: one
            for key, one in {**about, **who}.items()
            if key in self.env[name]._fields and self.env[name]._fields[key].store
        }

    def test_every_table_in_which_people_are_talked_of(self):
        """By an address, of the host's too: logs, mails that wait, what was tracked…"""
        made = self.write_in(self.searched(), f"Vu {EMAIL}", self.host_values)
        kinds = {"mail.message", "mail.mail", "mail.scheduled.message", "bus.bus"}
        kinds |= {"mail.tracking.value", "ir.logging", "ir.profile", "discuss.channel"}
        kinds |= {"ir.attachment", "calendar.event", "base_import.import"}
        self.assertLessEqual(kinds, made)
        self.erase()
        self.assertEqual(self.found(), {})

    # === WHAT NOBODY OF THE TEAM TYPED === #

    def test_who_came_as_a_guest(self):
        public = self.env.ref("base.public_user")
        guest = self.env["mail.guest"].with_user(public).sudo().create({"name": NAME})
        channel = self.env["discuss.channel"].create({"name": "Entretien"})
        message = self.env["mail.message"].create(
            {
                "model": channel._name,
                "res_id": channel.id,
                "author_id": False,
                "author_guest_id": guest.id,
                "body": f"<p>Ici {NAME}</p>",
                "message_type": "comment",
            }
        )
        self.erase()
        self.assertNotIn(LAST, f"{guest.name} {message.body}")

    def test_what_the_server_noted(self):
        """A profile of what it asked the database, a dialog of another addon."""
        profile = self.env["ir.profile"].create(
            {"name": f"GET /x?name={NAME}", "sql": f"SELECT '{NAME}'"}
        )
        dialog = self.env["change.password.wizard"].create(
            {"user_ids": [(0, 0, {"user_id": self.animateur.id, "user_login": NAME})]}
        )
        self.erase()
        self.assertNotIn(LAST, f"{profile.name} {profile.sql}")
        self.assertNotIn(LAST, dialog.user_ids.user_login)

    def test_what_defines_properties(self):
        """The tags of a field that a team made for itself."""
        team = self.club.team_id
        tags = [["melchior_quatrebarbes", NAME, 1]]
        team.with_user(self.animateur).sudo().lead_properties_definition = [
            {"name": "a1", "string": f"Pour {NAME}", "type": "tags", "tags": tags}
        ]
        self.erase()
        [known] = team.lead_properties_definition
        self.assertNotIn(LAST.lower(), str(known).lower())

    def test_a_search_kept_of_other_records(self):
        mine = self.env["ir.filters"].with_user(self.animateur).sudo()
        saved = mine.create({"name": NAME, "model_id": "calendar.event"})
        self.erase()
        self.assertNotIn(LAST, saved.name)

    def test_the_identifier_that_a_file_gave(self):
        """Of a row that is about nobody: it is found by it as before, and named no more."""
        lead = self.env["crm.lead"].create({"name": "x", "club_id": self.club.id})
        known = {"model": lead._name, "res_id": lead.id}
        rows = self.env["ir.model.data"].create(
            [
                {
                    **known,
                    "module": "__import__",
                    "name": "piste_melchior_quatrebarbes",
                },
                {**known, "module": "crm", "name": "melchior_quatrebarbes"},
            ]
        )
        self.erase()
        self.assertTrue(rows[0].name.startswith("erased_"))
        found = self.env.ref("__import__.piste_melchior_quatrebarbes")
        self.assertEqual(found, lead)
        self.assertEqual(rows[1].name, "melchior_quatrebarbes", "an addon's own word")

    def test_what_the_team_wrote_about_records_of_the_host(self):
        """A message, a task, a file on what is none of the clubs'; not what others did."""
        host = self.env["res.partner"].create({"name": "Fournisseur"})
        rows = {}
        for user in (self.animateur, self.users["employee"]):
            theirs = host.with_user(user).sudo()
            task = theirs.activity_schedule("mail.mail_activity_data_todo", note=NAME)
            file = self.env["ir.attachment"].with_user(user).sudo()
            rows[user] = [
                theirs.message_post(body=NAME, message_type="comment"),
                task,
                file.create(
                    {"name": NAME, "raw": b"x", "res_model": host._name}
                    | {"res_id": host.id}
                ),
            ]
        self.erase()
        message, task, file = rows[self.animateur]
        self.assertNotIn(LAST, f"{message.body} {task.note}")
        self.assertFalse(file.exists())
        message, task, file = rows[self.users["employee"]]
        for text in (message.body, task.note, file.name):
            self.assertIn(LAST, text)

    # === HOW IT IS WRITTEN === #

    def test_a_name_in_the_name_of_a_file(self):
        forms = {
            form: self.cohort.message_post(body=f"Voir {form} hier")
            for form in (*NAMED, *ELSES)
        }
        about = {"res_model": self.cohort._name, "res_id": self.cohort.id}
        files = self.env["ir.attachment"].create(
            [{**about, "name": form, "raw": b"x"} for form in NAMED[:4]]
        )
        self.erase()
        for form, message in forms.items():
            with self.subTest(form):
                left = LAST.lower() in str(message.body).lower()
                self.assertEqual(left, form in ELSES, message.body)
        self.assertFalse(files.exists())

    def test_a_phone_that_is_a_number(self):
        """In a property: what is left there is JSON all the same."""
        lead = self.env["crm.lead"].create({"name": "x", "club_id": self.club.id})
        said = {"a": PHONE, "b": f"tel {PHONE}", "c": [1, PHONE], "d": 1699887766}
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET lead_properties = %s::jsonb WHERE id = %s",
                *(json.dumps(said), lead.id),
            )
        )
        self.erase()
        query = SQL("SELECT lead_properties FROM crm_lead WHERE id = %s", lead.id)
        [(left,)] = self.env.execute_query(query)
        self.assertEqual(
            left, {"a": None, "b": "tel …", "c": [1, None], "d": 1699887766}
        )
