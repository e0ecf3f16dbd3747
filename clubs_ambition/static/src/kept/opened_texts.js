import { markup } from "@odoo/owl";
import { ConnectionLostError, rpcBus } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { uuid } from "@web/core/utils/strings";
import { DynamicList } from "@web/model/relational_model/dynamic_list";
import { Record } from "@web/model/relational_model/record";

const TEXTS = ["char", "text", "html"];
const LISTS = ["one2many", "many2many"];
const KEY = "club_opened";
const ONCE = "club_once";

/** Yield a record and the lines of its lists that are changed with it. */
function* withLines(record) {
    yield record;
    for (const [name, value] of Object.entries(record._changes)) {
        if (LISTS.includes(record.fields[name]?.type)) {
            for (const line of Object.values(value?._cache || {})) {
                yield* withLines(line);
            }
        }
    }
}

/** The texts of records as they stood when they were opened: `{model: {id: {field: text}}}`. */
function openedTexts(records, names) {
    const opened = {};
    for (const record of records) {
        const texts = record._clubOpenedTexts(names);
        if (Object.keys(texts).length) {
            opened[record.resModel] ||= {};
            // A dialog has no id yet: it says what it was filled with.
            opened[record.resModel][record.resId || ""] = texts;
        }
    }
    return Object.keys(opened).length ? opened : null;
}

/** Records that are being recorded, alone or by their list. */
const recording = new Set();

/**
 * Know what a refusal showed: recording again, after that, is a choice. And what was sent
 * before the connection was lost may stand there, or not.
 */
rpcBus.addEventListener("RPC:RESPONSE", ({ detail: { error } }) => {
    const shown = error?.data?.context?.[KEY] || {};
    for (const record of recording) {
        record._clubNoteShown(shown[record.resModel]?.[record.resId || ""] || {});
        if (error instanceof ConnectionLostError) {
            record._clubNoteSent();
        }
    }
});

/** Record, by a record or a list, with what stood in the texts of the records. */
async function whileRecording(holder, records, names, record) {
    holder.clubOpened = openedTexts(records, names);
    records.forEach((one) => recording.add(one));
    try {
        const recorded = await record();
        if (recorded) {
            records.forEach((one) => (one.clubSent = {}));
        }
        return recorded;
    } finally {
        records.forEach((one) => recording.delete(one));
        holder.clubOpened = null;
    }
}

/**
 * A text is recorded with what stood there when it was opened, be it in a form, in a
 * line of one, in a list, on a card or in a dialog: the server refuses to write over
 * what somebody else wrote meanwhile, and shows both.
 */
patch(Record.prototype, {
    async _save() {
        const changed = this._changes;
        // Recorded again after an answer that was lost, it is recorded once.
        this.clubOnce ||= uuid();
        this.clubSaving = true;
        const saved = await whileRecording(this, [...withLines(this)], undefined, () =>
            super._save(...arguments)
        ).finally(() => (this.clubSaving = false));
        if (saved) {
            this.clubOnce = null;
        }
        if (saved && this.model._urgentSave) {
            // Sent while the page closes: should it stay, this is what stands there.
            Object.assign(this._values, changed);
        }
        return saved;
    },

    _discard() {
        this.clubOnce = null;
        return super._discard(...arguments);
    },

    get context() {
        const context = super.context;
        if (!this.clubSaving) {
            return context;
        }
        const told = this.clubOpened && { [KEY]: this.clubOpened };
        return { ...context, ...told, [ONCE]: this.clubOnce };
    },

    _applyChanges(changes, serverChanges = {}) {
        if (!this.resId) {
            this.clubGiven = { ...this.clubGiven, ...serverChanges };
        }
        return super._applyChanges(changes, serverChanges);
    },

    _clubTyped() {
        if (this.resId) {
            return Object.keys(this._changes);
        }
        const isDialog = this.model.env.inDialog && this.resModel.startsWith("club.");
        const names = isDialog ? Object.keys(this.activeFields) : [];
        return names.filter((name) => !this.fields[name].readonly);
    },

    /** What is typed over; of a dialog, all that it was filled with. */
    _clubOpenedTexts(names = this._clubTyped()) {
        const given = (!this.resId && this.clubGiven) || {};
        return Object.fromEntries(
            names
                .filter((name) => TEXTS.includes(this.fields[name]?.type))
                .map((name) => {
                    const text = String((given[name] ?? this._values[name]) || "");
                    const sent = this.clubSent?.[name];
                    return [name, sent === undefined ? text : [text, sent]];
                })
        );
    },

    _clubNoteSent() {
        const names = this.resId ? this._clubTyped() : [];
        const texts = names.filter((name) => TEXTS.includes(this.fields[name]?.type));
        const sent = texts.map((name) => [name, String(this._changes[name] || "")]);
        this.clubSent = { ...this.clubSent, ...Object.fromEntries(sent) };
    },

    _clubNoteShown(texts) {
        for (const [name, text] of Object.entries(texts)) {
            const isHtml = this.fields[name]?.type === "html";
            if (this.resId) {
                this._values[name] = isHtml ? markup(text) : text;
            } else {
                this.clubGiven = { ...this.clubGiven, [name]: text };
            }
        }
    },
});

/** Rows that are ticked and changed together are recorded by their list. */
patch(DynamicList.prototype, {
    async _multiSave(record, changes) {
        const names = Object.keys(changes);
        return whileRecording(this, [...this.selection], names, () =>
            super._multiSave(...arguments)
        );
    },

    get context() {
        const context = super.context;
        return this.clubOpened ? { ...context, [KEY]: this.clubOpened } : context;
    },
});
