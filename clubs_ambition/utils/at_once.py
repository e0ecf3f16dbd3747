"""What is said when two people record one thing at the same moment."""

from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

BEGUN_ANEW = (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
"""After which the server, or who runs a job, begins anew."""


class AtOnce(ConcurrencyError, UserError):
    """Somebody else recorded the same at the same moment.

    The server runs a request again, as after any ``ConcurrencyError``. Nobody does in a
    shell, a scheduled action or a script: there it is a refusal in words.
    """

    http_status = 409
