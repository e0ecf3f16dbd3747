import re

from odoo import api, models
from odoo.tools import email_normalize

from ...utils import bounds
from ...utils.identifiers import normalize_phone, normalize_siret
from ...utils.nir import find_nir

LENGTHS = {
    "company": 100,
    "siret": 20,
    "contact_name": 80,
    "phone": 30,
    "email": 120,
    "job": 120,
    "positions": 3,
    "start": 60,
    "details": 1500,
}
"""Longest text of each field; the page says the same to the browser."""

REQUIRED = ("company", "contact_name", "job")
POSITIONS = 200
"""More of one job than any establishment hires for at once."""


class ClubInboundForm(models.AbstractModel):
    """What the public form of a club may say, and a sentence for what it may not."""

    _name = "club.inbound.form"
    _description = "Public form of a club"

    @api.model
    def _read_form(self, post):
        """Return ``(need, errors)``: clean values, and a sentence for each bad one."""
        typed = {name: bounds.typed_text(post.get(name)) for name in LENGTHS}
        errors = self._judge_texts(typed)
        need = dict(typed)
        readers = {
            "siret": (normalize_siret, self._wrong_siret()),
            "email": (self._read_email, self._wrong_email()),
            "phone": (normalize_phone, self._wrong_phone()),
            "positions": (self._read_positions, self._wrong_positions()),
        }
        for name, (reader, sentence) in readers.items():
            if name in errors or not typed[name]:
                continue
            try:
                need[name] = reader(typed[name])
            except ValueError:
                errors[name] = sentence
        need["positions"] = need["positions"] or 1
        if not typed["phone"] and not typed["email"]:
            errors.setdefault(
                "phone", self.env._("Give a phone or an e-mail: we call you back.")
            )
        return need, errors

    @api.model
    def _judge_texts(self, typed):
        errors = {}
        for name, text in typed.items():
            if name in REQUIRED and not text:
                errors[name] = self.env._("Fill in this field.")
            elif len(text) > LENGTHS[name]:
                errors[name] = self.env._(
                    "Too long: %s characters at most.", LENGTHS[name]
                )
            elif name != "siret" and find_nir(text):
                errors[name] = self.env._(
                    "This looks like a social-security number: remove it, we may not "
                    "keep it."
                )
        return errors

    @api.model
    def _read_email(self, text):
        email = email_normalize(text)
        if not email or not re.fullmatch(
            r"[^@\s<>\"']+@[a-z0-9.\-]+\.[a-z]{2,}", email
        ):
            raise ValueError(text)
        return email

    @api.model
    def _read_positions(self, text):
        return bounds.read_integer(text, 1, POSITIONS)

    @api.model
    def _wrong_siret(self):
        return self.env._(
            "This is not a SIRET: 14 digits are expected. You may leave it empty."
        )

    @api.model
    def _wrong_email(self):
        return self.env._("This e-mail address is not complete.")

    @api.model
    def _wrong_phone(self):
        return self.env._("This phone number is not complete.")

    @api.model
    def _wrong_positions(self):
        return self.env._("Write a number, from 1 to 200.")
