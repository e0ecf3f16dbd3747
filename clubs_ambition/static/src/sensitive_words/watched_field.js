import { useState } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { Field, fieldVisualFeedback } from "@web/views/fields/field";
import { isWatched, sentencesOf, wordsOf } from "./watched";

/**
 * Whatever its widget and wherever it stands (form, cell of a list, dialog), a text about
 * a person has a quiet line below as soon as a word in it may say what the law protects.
 * It refuses nothing, and tells nobody.
 */
patch(Field.prototype, {
    setup() {
        super.setup();
        const { name, record } = this.props;
        if (record.fields[name]?.club_watched) {
            this.clubTyped = useState({ over: null, text: null });
        }
    },

    /** Return what is said of the text as it is typed, or as it stands. */
    get clubSentences() {
        const { fieldInfo, name, readonly, record } = this.props;
        if (!this.clubTyped || readonly || !record.isInEdition || !isWatched(record, name)) {
            return [];
        }
        if (fieldVisualFeedback(this.field, record, name, fieldInfo || {}).readonly) {
            return [];
        }
        const value = record.data[name];
        const { over, text } = this.clubTyped;
        if (text !== null && over === String(value)) {
            return sentencesOf(text);
        }
        return sentencesOf(record.fields[name].type === "html" ? wordsOf(value) : value || "");
    },

    onClubInput({ target }) {
        if (this.clubTyped) {
            this.clubTyped.text = target.value ?? wordsOf(target.innerHTML);
            this.clubTyped.over = String(this.props.record.data[this.props.name]);
        }
    },
});
