from odoo import http

from ..utils.public_pages import MAX_BYTES


def public_route(path, methods):
    """Declare a page that anybody may open (``utils/public_pages.py``).

    No session, hence no token of one. An answer's proof is the secret of its address,
    which a page of another site cannot know. The form of an employer's need is open to
    all: whoever asks gets a valid token, bound to no visitor. A form of another site is
    stopped by what the browser says of it (``Sec-Fetch-Site``) and by nothing else.
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
