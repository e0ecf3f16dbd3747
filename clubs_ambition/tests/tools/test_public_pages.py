import json
import re
from unittest.mock import patch

import werkzeug.urls

from odoo.tests import HttpCase, tagged

from ...models.club import inbound_page
from ...models.tools import ir_http
from ...utils.public_pages import HEADERS, MAX_BYTES, is_public
from ..answer_common import AnswerCase
from ..page_common import TypedPage

HOME = "odoo.addons.clubs_ambition."
FOREIGN = re.compile(
    r"<script|\bon[a-z]+=|style=|<style|<iframe|(src|href)=.(https?:)?//"
)


class PublicCase(HttpCase, AnswerCase):
    """Every page of ours without account, found in the map of the addresses."""

    def setUp(self):
        super().setUp()
        self.known = {
            "key": inbound_page.key_of(self.club),
            "token": self.page_of(self.link).rpartition("/")[2],
            "paper": "cv",
            "candidacy_id": str(self.first.id),
        }
        self.opener.cookies.pop("session_id", None)

    def rules(self):
        """Return our addresses that are open to whoever; never none."""
        found = [
            rule
            for rule in self.env["ir.http"].routing_map().iter_rules()
            if rule.endpoint.__module__.startswith(HOME)
            and rule.endpoint.routing["auth"] in ("public", "none")
            and not self.is_stock(rule)
        ]
        self.assertGreaterEqual(len(found), 5)
        return found

    def is_stock(self, rule):
        """Tell whether an address is Odoo's, answered by a method we only extend."""
        method = rule.endpoint.func
        return any(
            method.__name__ in vars(cls) and not cls.__module__.startswith(HOME)
            for cls in type(method.__self__).__mro__
        )

    def address(self, rule, **other):
        """Return the address of a rule with what its places mean, or something else."""
        values = {**self.known, **other}
        return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda m: values[m[1]], rule.rule)

    def paths(self, rule, text):
        """Yield the address of a rule with something absurd in one of its places."""
        for name in rule.arguments:
            for value in (
                text,
                f"{self.known[name]}{text}",
                f"{text}{self.known[name]}",
            ):
                yield self.address(rule, **{name: value})
        yield f"{self.address(rule)}/{text}"

    def otherwise(self, path):
        """Yield other ways to write an address: in a language, with more slashes."""
        codes = {"fr", "fr_FR", "en", "xx"}
        codes |= set(self.env["res.lang"].search([]).mapped("url_code"))
        for code in sorted(codes):
            yield f"/{code}{path}"
            yield f"/{code}/{path}/"
        yield f"{path}/"
        yield path.replace("/", "//")

    def ask(self, path, method="GET", **options):
        """Send one request; nothing may be said in the log, whatever it holds."""
        with (
            self.assertNoLogs("odoo", "WARNING"),
            self.assertNoLogs("werkzeug", "ERROR"),
        ):
            answer = self.url_open(
                path, method=method, allow_redirects=False, **options
            )
        self.assertNotIn("Traceback", answer.text)
        self.judge(answer)
        return answer

    def judge(self, answer):
        told = {name: answer.headers.get(name) for name in HEADERS}
        self.assertEqual(told, HEADERS, answer.url)
        self.assertNotIn("Set-Cookie", answer.headers, answer.url)


@tagged("post_install", "-at_install")
class TestPublicPages(PublicCase):
    """Any page of ours without account, whatever is answered."""

    def test_the_map_and_the_list_of_addresses_agree(self):
        for rule in self.rules():
            routing = rule.endpoint.routing
            self.assertTrue(is_public(self.address(rule)), rule)
            self.assertEqual(routing["max_content_length"], MAX_BYTES, rule)
            self.assertIs(routing["csrf"], False, rule)
            self.assertIs(routing["save_session"], False, rule)
        for path in (
            *("/clubs", "/clubs/presentation", "/odoo/clubs/reponse/x", "/"),
            *("/fr/clubs", "/my/clubs", "/web/clubs", "/fr/fr/clubs/notice"),
        ):
            self.assertFalse(is_public(path), path)

    def test_what_the_headers_say(self):
        rules = HEADERS["Content-Security-Policy"].split("; ")
        self.assertLessEqual(
            {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"},
            set(rules),
        )
        for rule in rules:  # nothing is loaded, nor sent, but here
            self.assertRegex(rule, r"^[a-z-]+ '(none|self)'$")

    def test_headers_and_cookies_of_every_answer(self):
        seen = set()
        for rule in self.rules():
            for path in (self.address(rule), *self.paths(rule, "x")):
                for method in ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE"):
                    seen.add(self.ask(path, method).status_code)
        self.assertLessEqual({200, 400, 404, 405}, seen)
        self.assertFalse({code for code in seen if code >= 500})

    def test_no_language_and_no_slash_sets_a_cookie(self):
        """Odoo sends on to the address of a language, with cookies on the way."""
        for rule in self.rules():
            plain = self.ask(self.address(rule))
            for path in (self.address(rule), f"{self.address(rule)}/x"):
                for other in self.otherwise(path):
                    for method in ("GET", "HEAD", "POST"):
                        page = self.ask(other, method)
                        self.assertLess(page.status_code, 500, other)
                        self.assertNotIn(page.status_code, (301, 302, 308), other)
                    if other.rstrip("/").endswith(path.rstrip("/")) and path[-1] != "x":
                        page = self.ask(other)
                        self.assertEqual(page.status_code, plain.status_code, other)

    def test_nothing_is_set_for_whoever_comes_back(self):
        """A cookie of another page of the site is neither read nor sent again."""
        self.authenticate("t_animateur", "t_animateur")
        for rule in self.rules():
            self.ask(self.address(rule))

    def test_pages_load_nothing_but_their_style(self):
        pages = [self.ask(self.address(rule)) for rule in self.rules()]
        pages += [self.ask("/clubs/reponse/x"), self.ask("/clubs/1-x/besoin")]
        pages = [page for page in pages if page.text.strip()]
        for page in pages:
            self.assertNotRegex(page.text, FOREIGN)
            self.assertTrue(page.text.lstrip().lower().startswith("<!doctype html>"))
            loaded = [
                self.url_open(address)
                for address in re.findall(r'<link[^>]*href="([^"]*)"', page.text)
            ]
            kinds = [one.headers["Content-Type"].partition(";")[0] for one in loaded]
            self.assertEqual(kinds, ["image/svg+xml", "text/css"])
            for one in loaded:
                self.assertEqual(one.status_code, 200)
                self.assertNotIn("Set-Cookie", one.headers, one.url)

    def test_an_error_is_said_in_french(self):
        for path, method, code, words in (
            ("/clubs/x/besoin", "GET", 404, "mène nulle part"),
            ("/clubs/reponse", "GET", 404, "mène nulle part"),
            (self.address(self.rules()[0]) + "/x/y", "GET", 404, "mène nulle part"),
            ("/clubs/reponse/x", "PUT", 405, "pas pu être compris"),
        ):
            page = self.ask(path, method)
            self.assertEqual(page.status_code, code, path)
            self.assertIn(words, page.text)
            self.assertIn('lang="fr"', page.text)

    def test_a_failure_of_ours_tells_nothing(self):
        path = f"/clubs/{self.known['key']}/besoin"
        with (
            patch.object(inbound_page, "club_of", side_effect=KeyError("secret")),
            self.assertLogs("odoo.http", "ERROR"),
        ):
            page = self.url_open(path)
        self.assertEqual(page.status_code, 500)
        self.assertIn("de notre côté", page.text)
        self.assertNotIn("secret", page.text)
        self.judge(page)

    def test_a_failure_of_ours_gives_back_what_was_typed(self):
        """No browser keeps a page of ours: who goes back finds it empty."""
        path = f"/clubs/{self.known['key']}/besoin"
        typed = TypedPage(self.ask(path).text, self.env)
        form = {**typed.sent(), "details": "Ten <b>minutes"}
        with (
            patch.object(inbound_page, "club_of", side_effect=KeyError("secret")),
            self.assertLogs("odoo.http", "ERROR"),
        ):
            page = self.url_open(path, data=form)
        self.assertEqual(page.status_code, 500)
        self.assertIn("Ten &lt;b&gt;minutes", page.text)
        self.assertNotIn(form["token"], page.text)
        texts = set(typed.typed.values()) & set(form.values())
        self.assertEqual(len(texts), len(typed.typed) - 1)
        self.assertFalse({text for text in texts if text not in page.text})
        headers = {"Sec-Fetch-Site": "cross-site"}
        page = self.ask(path, "POST", data=form, headers=headers)
        self.assertNotIn("Ten ", page.text, "another site makes us say nothing")

    def test_no_link_of_a_page_loses_what_is_typed_there(self):
        typed = 0
        for rule in self.rules():
            page = self.ask(self.address(rule))
            if "<textarea" not in page.text:
                continue
            typed += 1
            self.assertEqual(page.text.count("<form"), 1, rule)
            for link in re.findall(r"<a ([^>]*)>", page.text):
                stays = re.search(r'href="tel:|/(cv|lettre)/', link)
                self.assertTrue(stays or 'target="_blank"' in link, (rule, link))
        self.assertGreaterEqual(typed, 2)

    def test_another_site_sends_no_form(self):
        for rule in self.rules():
            if "POST" not in rule.methods:
                continue
            for site, refused in (
                ("cross-site", True),
                ("same-site", True),
                ("same-origin", False),
                ("none", False),
            ):
                headers = {"Sec-Fetch-Site": site}
                page = self.ask(
                    self.address(rule), "POST", data={"a": "b"}, headers=headers
                )
                said = "pas pu être compris" in page.text
                self.assertEqual(said, refused, (rule, site))

    def test_other_pages_of_the_site_are_left_alone(self):
        page = self.url_open("/web/login")
        self.assertNotIn("default-src 'none'", str(page.headers))
        self.assertIn("Set-Cookie", page.headers)


@tagged("post_install", "-at_install")
class TestAnyBytes(PublicCase):
    """Any bytes, in an address or a form: answered in French, nothing in the log."""

    BYTES = (
        *("%00", "%C2%B2", "%FF%FE", "%ED%A0%80", "1" * 4000, "-", "%E2%80%AE", "a.b"),
        *("%25s", "..%2F..", "%0D%0ASet-Cookie:%20a=b", "'", "%22%3E%3Cb%3E", "%F4%90"),
    )
    VALUES = (
        *("\0", "²", "9" * 400, "-1", "9999-12-31", "25:99", "\u202e", "=1+1", "a\rb"),
        *("1e400", "{}", "[]", "None", "\x1b[0m", "\U0010ffff", "a" * 10_000),
    )
    RAW = (
        b"\xff\xfe=\xff&note=%ED%A0%80&action=%ED%A0%80",
        b"action=meet&action=no&candidacy[]=1&candidacy[a][b]=2",
        b"self=1&args=1&kwargs=1&params=1&form=1&post=1&key=1&token=1&request=1",
        b"=&&==&;%&%zz=%zz",
        b"a" * (MAX_BYTES - 1),
    )

    def test_addresses(self):
        for rule in self.rules():
            for text in self.BYTES:
                for path in self.paths(rule, text):
                    for method in ("GET", "POST"):
                        code = self.ask(path, method).status_code
                        self.assertIn(code, (200, 303, 400, 404, 405), path)

    def test_questions(self):
        for rule in self.rules():
            for raw in self.RAW:
                asked = werkzeug.urls.url_quote(raw[:2000], safe="=&%[];")
                self.ask(f"{self.address(rule)}?{asked}")

    def test_fields(self):
        for rule in self.rules():
            path = self.address(rule)
            if "POST" not in rule.methods:
                continue
            for name in self.fields_of(path):
                for value in self.VALUES:
                    self.renew()
                    code = self.ask(path, "POST", data={name: value}).status_code
                    self.assertIn(code, (200, 303, 400), (name, value))
                self.renew()
                self.ask(path, "POST", files={name: ("x.pdf", b"%PDF")})

    def fields_of(self, path):
        """Return the names that a page sends, and one that it does not."""
        found = re.findall(r'name="([^"]+)"', self.ask(path).text)
        self.assertTrue(found, path)
        return {*found, "self", "unknown"} - {"viewport", "robots"}

    def renew(self):
        """Give back the share of the day: what is tried here is not how often."""
        self.link.write({"post_count": 0})
        self.env.flush_all()

    def test_bodies(self):
        kinds = (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "application/json",
            "text/plain; charset=nothing",
            "\xff",
        )
        for rule in self.rules():
            for kind in kinds:
                for raw in (*self.RAW, b"", b"--x\r\n\r\n", json.dumps([1]).encode()):
                    self.renew()
                    code = self.ask(
                        self.address(rule),
                        "POST",
                        data=raw,
                        headers={"Content-Type": kind.encode("latin-1")},
                    ).status_code
                    self.assertIn(code, (200, 303, 400, 404, 405, 413, 422), kind)

    def test_a_body_too_long(self):
        for rule in self.rules():
            if "POST" in rule.methods:
                data = {"note": "a" * (MAX_BYTES + 1), "details": "x"}
                page = self.ask(self.address(rule), "POST", data=data)
                self.assertEqual(page.status_code, 413)
                self.assertIn("trop long", page.text)

    def test_a_body_too_long_that_does_not_say_so(self):
        """Sent in chunks, it has no length: it is read no further."""
        for rule in self.rules():
            if "POST" in rule.methods:
                pieces = iter([b"note=", b"a" * MAX_BYTES, b"a" * MAX_BYTES])
                page = self.ask(
                    self.address(rule),
                    "POST",
                    data=pieces,
                    headers={"Content-Type": "application/x-www-form-urlencoded"},
                )
                self.assertIn(page.status_code, (400, 413))

    def test_the_language_of_the_page_is_the_one_of_the_database(self):
        with patch.object(ir_http, "FRENCH", "xx_XX"):
            self.assertEqual(self.ask("/clubs/x/besoin").status_code, 404)
