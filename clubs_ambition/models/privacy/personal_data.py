"""Whom the models of the room bear."""

from ...utils.personal_data import USER, Rows

MODELS = {
    # Odoo's own register of look-ups: it keeps names with stars
    "privacy.log": Rows(USER, "security"),
}
