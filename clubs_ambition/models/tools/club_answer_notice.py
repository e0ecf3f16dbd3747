from odoo import api, models


class ClubAnswerNotice(models.AbstractModel):
    """What the threads say of links: sent to whom, or told to who hands them over."""

    _name = "club.answer.notice"
    _description = "What a thread says of a link"

    @api.model
    def _sent(self, links, reminder):
        """Say in the thread of what it is about that a message left, and to whom."""
        kinds = dict(links._fields["kind"]._description_selection(self.env))
        for link in links:
            values = {"who": link._holder_name(), "kind": kinds[link.kind]}
            words = (
                self.env._("Reminder sent to %(who)s by e-mail: %(kind)s.", **values)
                if reminder
                else self.env._("Sent to %(who)s by e-mail: %(kind)s.", **values)
            )
            self._log(link, words)

    @api.model
    def _handed(self, link):
        """Say who was told an address, to hand it over."""
        words = self.env._(
            "Link for %s shown on the screen, to be handed over.", link._holder_name()
        )
        self._log(link, words)

    @api.model
    def _log(self, link, words):
        about = link.candidacy_ids or link._followed()
        about._message_log_batch(bodies=dict.fromkeys(about.ids, words))
