import { health } from "./words/health";
import { justice } from "./words/justice";
import { origin } from "./words/origin";
import { religion } from "./words/religion";
import { sexualLife } from "./words/sexual_life";
import { union } from "./words/union";

/** Return letters as they are compared, without case, accents or the shape of apostrophes. */
function plain(letter) {
    return letter
        .toLowerCase()
        .replaceAll("œ", "oe")
        .replaceAll("æ", "ae")
        .normalize("NFD")
        .replace(/\p{M}/gu, "");
}

/** Return the text as it is compared, and where each of its letters stands in it. */
function compared(text) {
    const letters = [];
    const places = [];
    let place = 0;
    for (const letter of text) {
        for (const one of plain(letter).split("")) {
            letters.push(one);
            places.push(place);
        }
        place += letter.length;
    }
    places.push(place);
    return { letters: letters.join(""), places };
}

/** Return what finds whole words, whatever stands between those of an expression. */
function pattern(entries) {
    const words = entries.map((entry) =>
        plain(entry)
            .split(/[^a-z0-9*]+/)
            .filter(Boolean)
            .map((word) => word.replace("*", "[a-z]*"))
            .join("[^a-z0-9]{1,3}")
    );
    // The longest first: “suivi psychologique” before “suivi psy”.
    words.sort((one, other) => other.length - one.length);
    return words.length && new RegExp(`(^|[^a-z0-9])(${words.join("|")})(?![a-z0-9])`, "g");
}

const CATEGORIES = Object.entries({ health, justice, origin, religion, sexualLife, union }).map(
    ([category, { words, except }]) => ({
        category,
        words: pattern(words),
        except: pattern(except),
    })
);

/**
 * Return what of a text may say what the law protects: `[{category, word}]`, the first
 * word of each category, as it was typed. Nothing is asked of anybody: it is compared
 * here, with the lists of `words/`.
 */
export function findSensitive(text) {
    const { letters, places } = compared(text || "");
    const found = [];
    for (const { category, words, except } of CATEGORIES) {
        const hidden = (all, before, excepted) => before + "_".repeat(excepted.length);
        const looked = except ? letters.replace(except, hidden) : letters;
        words.lastIndex = 0;
        const match = words.exec(looked);
        if (match) {
            const start = match.index + match[1].length;
            const end = start + match[2].length;
            found.push({ category, word: text.slice(places[start], places[end]) });
        }
    }
    return found;
}
