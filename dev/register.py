"""Write ``docs/register.rst`` from the map of personal data.

``dev/odoo shell -d DEMO --no-http < dev/register.py`` from the checkout (any database with
the addon, whose rights nobody changed: who reads is told by them).
"""

from pathlib import Path

import odoo.addons.clubs_ambition as addon

page = Path(addon.__file__).resolve().parents[1] / "docs" / "register.rst"
register = env["club.privacy.register"]  # noqa: F821  (odoo shell gives it)
page.write_text(register.with_context(lang="en_US")._as_text(), encoding="utf-8")
print(f"{page.name}: {len(page.read_text(encoding='utf-8').splitlines())} lines")
