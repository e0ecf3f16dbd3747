"""Every menu of every role, opened in a browser, in each of its views."""

import pytest
from web_client import settle

LOGINS = [
    "animateur",
    "animateur2",
    "manager",
    "coordinator",
    "referent",
    "observer",
    "officer",
]
ROOT = "clubs_ambition.clubs_ambition_menu_root"
OURS = """(root) => {
    const menu = odoo.__WOWL_DEBUG__.root.env.services.menu;
    const app = menu.getApps().find((one) => one.xmlid === root);
    return menu.getAll()
        .filter((one) => app && one.appID === app.id && one.actionID)
        .map((one) => [one.xmlid, one.actionID]);
}"""
OPEN = """async ([action, viewType]) => {
    const { action: service } = odoo.__WOWL_DEBUG__.root.env.services;
    await service.doAction(action, { clearBreadcrumbs: true, viewType });
    return service.currentController?.action?.views?.map((view) => view[1]) || [];
}"""
APPS = """() => odoo.__WOWL_DEBUG__.root.env.services.menu.getApps()
    .map((one) => one.xmlid)"""
TROUBLE = ".o_notification .bg-danger, .o_view_nocontent_error"


def ready(page):
    page.goto("/odoo")
    page.wait_for_function("() => window.odoo?.__WOWL_DEBUG__?.root?.env?.services")


def open_view(page, action, view_type=None):
    """Open an action (in one of its views); fail on any error it shows."""
    views = page.evaluate(OPEN, [action, view_type])
    settle(page)
    trouble = page.locator(TROUBLE)
    assert trouble.count() == 0, trouble.first.inner_text()
    return views


@pytest.mark.parametrize("login", LOGINS)
def test_every_menu_of_the_role_opens(visit, login):
    page = visit(login)
    ready(page)
    apps = page.evaluate(APPS)
    assert not [app for app in apps if app.startswith(("crm.", "sales_team.", "sale"))]
    menus = page.evaluate(OURS, ROOT)
    assert menus, f"{login} has no menu"
    for action in dict(menus).values():
        for view_type in open_view(page, action)[1:]:
            if view_type not in ("form", "search"):
                open_view(page, action, view_type)
