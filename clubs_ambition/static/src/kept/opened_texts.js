import { markup } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";

const LONG = ["text", "html"];
const KEY = "club_opened";

/**
 * A long text is recorded with what stood there when it was opened: the server refuses
 * to write over what somebody else wrote meanwhile, and shows both. Once that was shown,
 * recording again is a choice.
 */
patch(Record.prototype, {
    async _save(params = {}) {
        const { onError } = params;
        const changed = this._changes;
        this.clubOpened = this._clubOpenedTexts();
        const options = { ...params };
        if (onError) {
            options.onError = (error, ...rest) => {
                this._clubNoteShown(error);
                return onError(error, ...rest);
            };
        }
        try {
            const saved = await super._save(options);
            if (saved && this.model._urgentSave) {
                // Sent while the page closes: should it stay, this is what stands there.
                Object.assign(this._values, changed);
            }
            return saved;
        } catch (error) {
            this._clubNoteShown(error);
            throw error;
        } finally {
            this.clubOpened = null;
        }
    },

    get context() {
        const context = super.context;
        return this.clubOpened ? { ...context, [KEY]: this.clubOpened } : context;
    },

    _clubOpenedTexts() {
        const names = Object.keys(this._changes).filter((name) =>
            LONG.includes(this.fields[name]?.type)
        );
        if (!this.resId || !names.length) {
            return null;
        }
        return Object.fromEntries(
            names.map((name) => [name, String(this._values[name] || "")])
        );
    },

    _clubNoteShown(error) {
        const shown = error.data?.context?.[KEY] || {};
        for (const [name, text] of Object.entries(shown)) {
            const isHtml = this.fields[name]?.type === "html";
            this._values[name] = isHtml ? markup(text) : text;
        }
    },
});
