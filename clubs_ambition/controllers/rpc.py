from odoo.http import request

from odoo.addons.rpc.controllers import RPC


class ClubRpc(RPC):
    """What goes wrong is told to a caller of XML-RPC as on every other road.

    Odoo makes the answer of the exception at once: ``ir.http`` would not hear of it.
    """

    def _xmlrpc(self, service):
        try:
            return super()._xmlrpc(service)
        except Exception as error:
            told = request.db and request.registry["ir.http"]._club_tell_caller(error)
            if told:
                raise told from error
            raise
