import re

from odoo import api, models

OFF = "off"
"""Where a service would be asked: no address, so nobody is."""

ENDPOINTS = {
    # addon of Odoo: the parameter that says where it asks
    "crm_iap_enrich": "enrich.endpoint",
    "crm_iap_mine": "reveal.endpoint",
    "html_editor": "html_editor.olg_api_endpoint",
    "iap": "iap.endpoint",
    "partner_autocomplete": "iap.partner_autocomplete.endpoint",
    "sms": "sms.endpoint",
    "snailmail": "snailmail.endpoint",
}

PICTURES = "html_editor.media_library_endpoint"
"""Where the editor of texts would look for pictures, telling which database asks."""

PARAMETERS = {
    **dict.fromkeys([*ENDPOINTS.values(), PICTURES], OFF),
    "mail.link_preview_throttle": "0",  # whoever is linked to would be asked
}

NEWS = "mail.ir_cron_module_update_notification"
"""The job that tells Odoo S.A. of the database: its users, its addons."""

TURNED_OFF = "clubs_ambition.outside_turned_off"
"""Names of what was on before: given back when the addon goes."""

SOURCES = "clubs_ambition.outside_sources"
"""Addresses that screens may ask besides their own server."""

PUSH = "clubs_ambition.outside_push"
"""Hosts of browsers' services that are told of messages while no screen is open."""

OPENED = (SOURCES, PUSH)
"""Parameters that open something by what they say; without a value, nothing."""


class ClubOutside(models.AbstractModel):
    """Nothing leaves by itself: services of others are off until somebody wants them.

    Odoo installs some by itself and asks them of what is typed. Who administers turns
    one on by deleting its parameter, or by activating its job; no update turns it off
    again. And a screen asks its own server alone: no picture in a mail, no icon of a
    link tells somebody else's server who reads it. Nor is a browser told of a message by
    its maker's service, unless that is named.
    """

    _name = "club.outside"
    _description = "Services of others"

    @api.model
    def _turn_off(self, *keys):
        """Turn off what nobody has set; return the names of what was turned off.

        sudo: said at the installation, in nobody's name.

        :param keys: of the parameters that came with an update, all by default
        """
        parameters = self.env["ir.config_parameter"].sudo()
        asked = keys or PARAMETERS
        done = [key for key in asked if parameters.get_param(key) is False]
        for key in done:
            parameters.set_param(key, PARAMETERS[key])
        news = self.env.ref(NEWS, raise_if_not_found=False)
        if not keys and news and news.sudo().active:
            news.sudo().active = False
            done.append(NEWS)
        if done:
            known = (parameters.get_param(TURNED_OFF) or "").split()
            parameters.set_param(TURNED_OFF, " ".join(sorted({*known, *done})))
        return done

    @api.model
    def _give_back(self):
        """Leave the services as they were found: the addon is being uninstalled.

        What somebody has set since stays as they want it.
        """
        parameters = self.env["ir.config_parameter"].sudo()
        done = (parameters.get_param(TURNED_OFF) or "").split()
        ours = parameters.search([("key", "in", done)])
        ours.filtered(lambda one: one.value == PARAMETERS[one.key]).unlink()
        news = self.env.ref(NEWS, raise_if_not_found=False)
        if news and NEWS in done:
            news.sudo().active = True

    @api.model
    def _is_off(self, addon):
        """Tell whether an addon asks nobody; sudo: a parameter, told to no user."""
        parameter = ENDPOINTS.get(addon)
        get = self.env["ir.config_parameter"].sudo().get_param
        return bool(parameter) and get(parameter) == OFF

    @api.model
    def _turned_on(self):
        """Return the parameters, of no addon's address, by which something is on.

        sudo: parameters, told to no user.
        """
        get = self.env["ir.config_parameter"].sudo().get_param
        others = PARAMETERS.keys() - set(ENDPOINTS.values())
        found = [key for key in others if get(key) != PARAMETERS[key]]
        return sorted([*found, *(key for key in OPENED if get(key))])

    @api.model
    def _pushes_to(self, address):
        """Tell whether an address is of a service that is named; sudo: a parameter."""
        get = self.env["ir.config_parameter"].sudo().get_param
        hosts = "|".join(re.escape(host) for host in (get(PUSH) or "").split())
        found = hosts and re.match(
            rf"https://(?:[a-z0-9-]+\.)*(?:{hosts})/", str(address or "")
        )
        return bool(found)

    @api.model
    def _policy(self):
        """Return what a browser may ask for a screen; sudo: a parameter."""
        get = self.env["ir.config_parameter"].sudo().get_param
        more = " ".join(["", *(get(SOURCES) or "").replace(";", " ").split()])
        return f"default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'{more}"
