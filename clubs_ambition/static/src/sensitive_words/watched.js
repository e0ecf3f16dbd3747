import { _t } from "@web/core/l10n/translation";
import { session } from "@web/session";
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

/** Return what may be said of a text, rich or not: one sentence a category. */
export function sentencesOf(text) {
    return findSensitive(text).map(({ category, word }) => SENTENCES[category](word));
}

/** Return the words of a rich text. */
export function wordsOf(html) {
    const page = new DOMParser().parseFromString(String(html || ""), "text/html");
    for (const block of page.body.querySelectorAll("br, div, li, p, td")) {
        block.append(" ");
        block.after(" ");
    }
    return page.body.textContent;
}

/** Tell whether records of a model are people, or about one. */
export function isAboutPeople(model) {
    return (session.club_watched_models || []).includes(model);
}

/**
 * Tell whether what is typed in a field is looked at: the server says so, from its
 * registry. Of a field of Odoo, it names the field that tells whom the record is about.
 */
export function isWatched(record, name) {
    const said = record.fields[name]?.club_watched;
    if (!said || said === true) {
        return Boolean(said);
    }
    if (!(said in record.data)) {
        return true; // nobody knows here whom it is about
    }
    const about = record.data[said];
    return typeof about === "string" ? isAboutPeople(about) : Boolean(about);
}
