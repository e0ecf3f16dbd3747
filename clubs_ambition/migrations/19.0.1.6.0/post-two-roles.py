"""Take from the rules what their own group may not do: another role lent it.

Rules are an administrator's once installed: their domains stay, only flags go.
"""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.modules import Manifest
from odoo.tools import file_path

MODULE = "clubs_ambition"


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for name, flags in shipped().items():
        rule = env.ref(f"{MODULE}.{name}", raise_if_not_found=False)
        if rule and (open_still := [flag for flag in flags if rule[flag]]):
            rule.write(dict.fromkeys(open_still, False))


def shipped():
    """Return ``{rule: flags that are off}`` of the rules as they are installed."""
    rules = {}
    for path in Manifest.for_addon(MODULE)["data"]:
        if path.startswith("security/") and path.endswith("_security.xml"):
            tree = etree.parse(file_path(f"{MODULE}/{path}"))
            for record in tree.iterfind(".//record[@model='ir.rule']"):
                rules[record.get("id")] = [
                    field.get("name")
                    for field in record.iterfind("field")
                    if field.get("eval") == "False"
                    and field.get("name", "").startswith("perm_")
                ]
    return rules
