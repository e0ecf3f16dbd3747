import { Composer } from "@mail/core/common/composer";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";

/**
 * A message that was refused is corrected and sent: Odoo leaves its button dead.
 *
 * Where the answer was lost it stays so, for the message may have left: the thread tells,
 * opened again, and the text is still there.
 */
patch(Composer.prototype, {
    async processMessage() {
        try {
            return await super.processMessage(...arguments);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                this.state.active = true;
            }
            throw error;
        }
    },
});
