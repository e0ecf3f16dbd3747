/** Attributes in which words are for people, and name no field. */
const PROSE = new Set([
    ...["class", "confirm", "data-used-by", "help", "icon", "placeholder", "string"],
    "title",
]);

/**
 * Return the fields that a part of a view may need: more than it shows, for what its
 * expressions speak of counts as well.
 * @param {Element} part
 * @param {Object} fields of the model
 */
function mentioned(part, fields) {
    const found = new Set();
    for (const element of [part, ...part.querySelectorAll("*")]) {
        for (const { name, value } of element.attributes) {
            // Pages and buttons have names of their own.
            const isTold = PROSE.has(name) || (name === "name" && element.tagName !== "field");
            const words = (!isTold && value.match(/\w+/g)) || [];
            words.filter((word) => word in fields).forEach((word) => found.add(word));
        }
    }
    return found;
}

/**
 * Return what each page of a form has for itself: `[{ name, notebook, fields }]`, in
 * order. `fields` are those that nothing outside the pages needs; pages without a name
 * are as if they stood outside.
 * @param {Element} view
 * @param {Object} fields of the model
 */
export function viewPages(view, fields) {
    const outside = view.cloneNode(true);
    const own = "notebook > page[name]:not(field page, page page)";
    outside.querySelectorAll(own).forEach((page) => page.replaceChildren());
    const shared = mentioned(outside, fields);
    const notebooks = [...view.querySelectorAll("notebook")];
    return [...view.querySelectorAll(own)].map((page) => ({
        name: page.getAttribute("name"),
        notebook: notebooks.indexOf(page.parentElement),
        hidden: ["1", "True"].includes(page.getAttribute("invisible")),
        fields: [...mentioned(page, fields)].filter((name) => !shared.has(name)),
    }));
}
