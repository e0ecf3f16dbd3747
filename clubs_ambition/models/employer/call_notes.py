"""What to know of an employer before calling it."""

from urllib.parse import quote_plus

from odoo.tools import format_date

from ...utils.identifiers import spoken_phone

HISTORY = 3
"""Last contacts shown, whichever the club."""

MAP = "https://www.openstreetmap.org/search?query="
"""Opened on demand by who taps an address: nothing is fetched by the screens."""


def call_notes(lead):
    """Return what the call sheet shows of a prospect, as plain values."""
    lead.ensure_one()
    partner = lead.partner_id
    history = lead.env["club.contact"].search(
        [("partner_id", "=", partner.id)], limit=HISTORY
    )
    return {
        "id": lead.id,
        "name": partner.name or lead.name,
        "activity": partner.club_naf_id.name or partner.ape_code or "",
        "headcount": _labels(partner, "headcount_band").get(partner.headcount_band, ""),
        "address": lead.club_address or partner.city or "",
        "map": lead.club_map_url or "",
        "phone": spoken_phone(lead.phone or partner.phone or ""),
        "contact": lead.contact_name or "",
        "function": lead.function or "",
        "charters": partner.club_charter_ids.mapped("name"),
        "pressure": partner.club_under_pressure,
        "recent": partner.club_recent_contact_count,
        "basket": _labels(lead, "basket")[lead.basket],
        "due": _call_due(lead),
        "why": lead.campaign_why or "",
        "profiles": lead.env["club.restriction"]
        ._shown(lead.sudo(False).participant_ids)
        .mapped("display_name"),
        "history": [contact._summary() for contact in history],
        "seen": max(history.ids, default=0),
    }


def address_and_map(lead):
    """Return the address of a prospect in one line, and that of its map."""
    town = " ".join(filter(None, [lead.zip, lead.city]))
    address = ", ".join(filter(None, [lead.street, town]))
    return address, address and MAP + quote_plus(address)


def _labels(record, name):
    return dict(record._fields[name]._description_selection(record.env))


def _call_due(lead):
    """Return what was agreed for this call, and when."""
    activity = lead.activity_ids[:1]
    if not activity:
        return ""
    day = format_date(lead.env, activity.date_deadline, date_format="d MMM")
    return " · ".join(filter(None, [day, activity.summary]))
