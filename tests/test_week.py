"""The week of an animateur, on a phone: the board, the roll call, what is printed."""

from web_client import shoot


def test_roll_call_on_a_phone(visit):
    page = visit("animateur", phone=True)
    page.goto("/odoo/clubs-week")
    today = page.locator(".o_club_today")
    today.wait_for()
    today.locator("button", has=page.locator(".text-bg-danger")).first.click()
    lines = page.locator(".o_club_roll_line")
    lines.first.wait_for()
    answer = lines.first.locator("[data-answer=excused]")
    assert answer.bounding_box()["height"] >= 44
    answer.click()
    lines.first.locator("select").select_option("job")
    page.locator(".o_club_roll_line [aria-pressed=true]").first.wait_for()
    page.get_by_role("button", name="Tous présents").click()
    expected = f"{lines.count() - 1} / {lines.count()}"
    page.locator(".o_club_present", has_text=expected).wait_for()
    page.locator(".o_club_close").click()
    page.get_by_text("Appel clôturé").wait_for()
    page.get_by_role("button", name="Rouvrir").click()
    page.locator(".o_club_close").wait_for()


def test_the_board_with_the_keyboard(visit):
    page = visit("animateur")
    page.goto("/odoo/clubs-week")
    first = page.locator(".o_club_cell[data-row='0'][data-column='0']")
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    place = page.evaluate(
        "() => [document.activeElement.dataset.row, document.activeElement.dataset.column]"
    )
    assert place == ["1", "1"]
    page.keyboard.press("Enter")
    page.locator(".o_form_view").wait_for()


def test_the_board_opens_first_and_shows_who_slips(visit):
    page = visit("animateur")
    page.goto("/odoo/clubs-home")
    page.locator(".o_club_grid").wait_for()
    row = page.locator("tr", has_text="Karim Touré")
    assert "Aucun objectif cette semaine" in row.inner_text()
    assert page.locator(".o_club_now").count() > 0
    wide, seen = page.locator(".o_club_board .table-responsive").evaluate(
        "(box) => [box.scrollWidth, box.clientWidth]"
    )
    assert wide <= seen, "a programme stands on a common screen without a scroll"
    shoot(page, "week")
