from odoo import http

from ..utils.public_pages import MAX_BYTES


def public_route(path, methods):
    """Declare a page that anybody may open (``utils/public_pages.py``).

    No session: what is signed in the address or in the form is the proof, which a page
    of another site cannot know, and stands for the token that a session would hold.
    """
    return http.route(
        path,
        type="http",
        auth="public",
        methods=methods,
        csrf=False,
        save_session=False,
        sitemap=False,
        max_content_length=MAX_BYTES,
    )
