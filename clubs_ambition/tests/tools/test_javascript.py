from pathlib import Path

from odoo.tests import tagged
from odoo.tools import file_path

from odoo.addons.web.tests.test_js import HOOTCommon


@tagged("post_install", "-at_install")
class TestUnits(HOOTCommon):
    """The JavaScript unit tests of the addon, in Odoo's own framework."""

    preset = "desktop"
    suites = sorted(
        path.name.removesuffix(".test.js")
        for path in Path(file_path("clubs_ambition/static/tests")).glob("*.test.js")
    )

    def test_units(self):
        for name in self.suites:
            suite = self._generate_hash(f"@clubs_ambition/{name}")
            self.browser_js(
                f"/web/tests?headless&loglevel=2&preset={self.preset}&timeout=15000"
                f"&id={suite}",
                "",
                "",
                login="admin",
                timeout=300,
                success_signal="[HOOT] Test suite succeeded",
            )


@tagged("post_install", "-at_install")
class TestPhoneUnits(TestUnits):
    """The same, on the screen of a phone."""

    allow_inherited_tests_method = True
    browser_size = "375x667"
    touch_enabled = True
    preset = "mobile"
    suites = (
        *("week_board_component", "roll_call", "free_text_field"),
        *("dialog_guard", "paged_form"),
    )
