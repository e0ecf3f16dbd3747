import { useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { TextField, textField } from "@web/views/fields/text/text_field";
import { findSensitive } from "./sensitive_words";

/** What is said of each category; the word is as it was typed. */
const SENTENCES = {
    health: (word) => _t("“%s” may say something of health.", word),
    justice: (word) => _t("“%s” may say something of dealings with the courts.", word),
    origin: (word) => _t("“%s” may say something of origin.", word),
    religion: (word) => _t("“%s” may say something of beliefs.", word),
    sexualLife: (word) => _t("“%s” may say something of sexual life.", word),
    union: (word) => _t("“%s” may say something of a union or of opinions.", word),
};

/**
 * A free text about a person, with a quiet line below as soon as a word in it may say
 * what the law protects. It refuses nothing, and tells nobody.
 *
 * Which fields are watched is said by the server (`club_watched`), from its registry.
 */
const watching = (Field, getInput) =>
    class extends Field {
        setup() {
            super.setup();
            this.watched = useState({ sentences: [] });
            useEffect(
                (input) => {
                    if (!input || !this.isWatched) {
                        return;
                    }
                    const look = () => this.look(input.value);
                    look();
                    input.addEventListener("input", look);
                    return () => input.removeEventListener("input", look);
                },
                () => [getInput(this).el, this.props.record.data[this.props.name]]
            );
        }

        get isWatched() {
            return this.props.record.fields[this.props.name].club_watched;
        }

        look(text) {
            const sentences = findSensitive(text).map(({ category, word }) =>
                SENTENCES[category](word)
            );
            if (sentences.join() !== this.watched.sentences.join()) {
                this.watched.sentences = sentences;
            }
        }
    };

export class FreeTextField extends watching(TextField, (field) => field.textareaRef) {
    static template = "clubs_ambition.FreeTextField";
}

export class FreeCharField extends watching(CharField, (field) => field.input) {
    static template = "clubs_ambition.FreeCharField";
}

// In forms, for every text that has no widget of its own.
registry.category("fields").add("form.text", { ...textField, component: FreeTextField });
registry.category("fields").add("form.char", { ...charField, component: FreeCharField });
