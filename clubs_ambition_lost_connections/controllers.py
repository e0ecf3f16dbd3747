from .words import in_words, is_lost
from odoo.addons.rpc.controllers import RPC


class LostRpc(RPC):
    """Tell a caller of XML-RPC in words that no database answers.

    Their connection is opened after the request has its own, or while none is left.
    """

    def _xmlrpc(self, service):
        try:
            return super()._xmlrpc(service)
        except Exception as error:
            if is_lost(error):
                raise in_words() from error
            raise
