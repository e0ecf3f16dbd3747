"""Public pages on a phone: nobody scrolls sideways to read or answer."""

from urllib.parse import urlsplit

WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


def paths(server):
    """Return the addresses of the pages that anybody may open, one link included."""
    caller = server.login("animateur")
    (club,) = caller.call("club.club", "search_read", [], ["inbound_url"], limit=1)
    need = urlsplit(club["inbound_url"]).path
    offered = [["state", "=", "sent"], ["offer_id", "!=", False]]
    sent = caller.call("club.candidacy", "search", offered, limit=1)
    (dialog,) = caller.call(
        "club.candidacy.send", "create", [{"candidacy_ids": [[6, 0, sent]]}]
    )
    caller.call("club.candidacy.send", "action_send", [dialog])
    link = caller.call("club.answer.link", "search", [], order="id desc", limit=1)
    told = caller.call("club.answer.link", "action_hand_over", link)
    answer = urlsplit(told["context"]["default_address"]).path
    return need, f"{need}/merci", "/clubs/notice", "/clubs/reponse/unknown", answer


def test_no_public_page_scrolls_sideways(phone, server):
    for path in paths(server):
        phone.goto(path)
        for details in phone.locator("details > summary").all():
            details.click()
        wide, seen = phone.evaluate(WIDTHS)
        assert wide <= seen, path
