"""A mail server for the tests: takes every message and sends none on.

``mail_server.wait("a@example.org", 2)`` waits for the second message to that address
and returns it; ``Message.text`` is what a person reads, ``Message.links`` the addresses
in it, ``Message.papers`` the names of its attachments.
"""

import email
import email.policy
import html
import re
import socketserver
import threading

from polling import wait_until

LIMIT = 120
"""Seconds a message may take: Odoo's queue is a job, one of many that wait for the one
process which runs them, on a machine that may be busy."""


class Message:
    """One message as it arrived, with the addresses of its envelope."""

    def __init__(self, sender, recipients, content):
        self.sender, self.recipients = sender, recipients
        self.mail = email.message_from_bytes(content, policy=email.policy.default)

    @property
    def subject(self):
        return self.mail["Subject"]

    @property
    def html(self):
        return self.mail.get_body(("html", "plain")).get_content()

    @property
    def text(self):
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.html)).split())

    @property
    def links(self):
        return [html.unescape(one) for one in re.findall(r'href="([^"]+)"', self.html)]

    @property
    def papers(self):
        return [part.get_filename() for part in self.mail.iter_attachments()]


class Conversation(socketserver.StreamRequestHandler):
    """What one client says, in as much of RFC 5321 as a mail server needs."""

    timeout = 60

    def handle(self):
        self.say(220, "mail_server")
        self.forget()
        while line := self.rfile.readline():
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if verb.upper() == "QUIT":
                self.say(221, "bye")
                return
            getattr(self, f"do_{verb.lower()}", self.otherwise)(rest)

    def say(self, code, words):
        self.wfile.write(f"{code} {words}\r\n".encode())

    def forget(self):
        self.sender, self.recipients = None, []

    def address(self, rest):
        return re.search(r"<([^>]*)>", rest).group(1).lower()

    def otherwise(self, _rest):
        self.say(250, "OK")

    def do_mail(self, rest):
        self.sender = self.address(rest)
        self.say(250, "OK")

    def do_rcpt(self, rest):
        self.recipients.append(self.address(rest))
        self.say(250, "OK")

    def do_data(self, _rest):
        self.say(354, "go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = Message(self.sender, self.recipients, b"".join(lines))
        self.server.messages.append(message)
        self.forget()
        self.say(250, "kept")


class MailServer(socketserver.ThreadingTCPServer):
    """The messages of a session, as they come."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.messages = []
        self.port = self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return super().__enter__()

    def __exit__(self, *details):
        self.shutdown()
        return super().__exit__(*details)

    def to(self, address):
        """Return what came for somebody so far."""
        return [one for one in self.messages if address.lower() in one.recipients]

    def wait(self, address, number=1):
        """Return the ``number``-th message to somebody, when it is there."""
        wait_until(
            lambda: len(self.to(address)) >= number,
            LIMIT,
            lambda: f"no message to {address}: {[m.recipients for m in self.messages]}",
        )
        return self.to(address)[number - 1]
