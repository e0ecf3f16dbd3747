"""Install our addons and their demo data, from inside Odoo's own Python."""

import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.loading import load_demo
from odoo.modules.module_graph import ModuleGraph
from odoo.modules.registry import Registry
from odoo.tools import config

LANGUAGE, COUNTRY, TIMEZONE = "fr_FR", "base.fr", "Europe/Paris"
COMPANY = "Clubs Ambition – démonstration"


def speak_french(env):
    """Make French the language of the company, its users and newcomers."""
    env["ir.default"].set("res.partner", "lang", LANGUAGE)
    users = env["res.users"].with_context(active_test=False).search([])
    users.partner_id.write({"lang": LANGUAGE, "tz": TIMEZONE})
    company = env.ref("base.main_company")
    country = env.ref(COUNTRY)
    country.currency_id.active = True
    company.partner_id.lang = LANGUAGE
    currency = country.currency_id.id
    company.write({"country_id": country.id, "currency_id": currency, "name": COMPANY})


def our_demo(env, modules):
    """Load the demo data of our addons and of no other.

    Odoo's own flag, --with-demo, loads it for a module only if all that it
    depends on has it too: sample leads and companies nobody wants to see here.
    """
    graph = ModuleGraph(env.cr, mode="load")
    graph.extend([m.name for m in installed(env)])
    for package in graph:
        if package.name in modules:
            if not load_demo(env, package, {}, "init"):
                sys.exit(f"Error: the demo data of {package.name} did not load")
            ours = installed(env).filtered(lambda m, p=package: m.name == p.name)
            env.cr.execute(
                "UPDATE ir_module_module SET demo = TRUE WHERE id = %s", [ours.id]
            )


def installed(env):
    """Return the installed modules."""
    return env["ir.module.module"].search([("state", "=", "installed")])


def demo(name, modules):
    """Install our addons, then their demo data, in the database ``name``."""
    Registry.new(name, update_module=True)
    with Registry(name).cursor() as cr:
        speak_french(api.Environment(cr, SUPERUSER_ID, {}))
    registry = Registry.new(name, install_modules=modules, new_db_demo=False)
    with registry.cursor() as cr:
        our_demo(api.Environment(cr, SUPERUSER_ID, {"lang": LANGUAGE}), modules)


if __name__ == "__main__":
    _, task, database, *names = sys.argv
    config.parse_config(["-d", database, "--no-http"], setup_logging=True)
    {"demo": demo}[task](database, names)
