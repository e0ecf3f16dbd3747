"""The command that compares our names on Odoo's models with those of all addons."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = runpy.run_path(str(ROOT / "dev" / "names.py"))

THEIRS = """
class Partner:
    _inherit = "res.partner"
    siren = 1
    def _check_siret(self): ...
class Lead:
    _inherit = ["crm.lead", "other.mixin"]
class Mixin:
    _name = "other.mixin"
    def _share(self): ...
class Followed:
    _name = "other.model"
    _inherit = ["mail.thread"]
    def _told(self): ...
"""
OURS = """
class Partner:
    _inherit = ["res.partner", "club.mixin"]
    siren = 2
    ape = 3
    def _check_siret(self): ...
    def _club_check_siret(self): ...
    def write(self, vals): return super().write(vals)
    def copy(self): ...
    def _lonely(self): ...
    def _hook(self): ...
class Mixin:
    _name = "club.mixin"
    def _hook(self): ...
    def _display(self): ...
class Lead:
    _inherit = "crm.lead"
    _order = "id"
    def _share(self): ...
class Thread:
    _inherit = "mail.thread"
    def _told(self): ...
"""


def test_nothing_of_ours_hides_another_addon():
    assert NAMES["main"]([]) == 0


def test_what_would_hide_is_named(tmp_path):
    found = {}
    for name, text in (("theirs", THEIRS), ("ours", OURS)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "models.py").write_text(text)
        found[name] = list(NAMES["definitions"](folder))
    lines = NAMES["collisions"](found["ours"], found["theirs"])
    told = {line.split(": ")[1].split(" ", 1)[0]: line for line in lines}
    assert set(told) == {
        "res.partner.siren",
        "res.partner._check_siret",
        "res.partner.copy",
        "res.partner._lonely",
        "crm.lead._share",
        "mail.thread._told",
    }
    assert "has no" in told["res.partner._lonely"]
    assert "hides" in told["crm.lead._share"]
