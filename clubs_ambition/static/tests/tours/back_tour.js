import { registry } from "@web/core/registry";

const NOTE = ".modal .o_field_widget[name=note] input";
const ASKED = ".modal:not(.o_inactive_modal):contains(not recorded yet)";

function openDialog() {
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    return action.doAction({
        type: "ir.actions.act_window",
        res_model: "club.contact",
        views: [[false, "form"]],
        target: "new",
    });
}

function back() {
    history.back();
}

/** On a phone, Back in a dialog asks before it loses what was typed. */
registry.category("web_tour.tours").add("clubs_ambition_back", {
    steps: () => [
        {
            trigger: ".o_form_view .o_field_widget[name=name]",
            run: openDialog,
        },
        {
            content: "ten minutes are typed",
            trigger: NOTE,
            run: "edit Ten minutes",
        },
        { trigger: NOTE, run: back },
        {
            content: "Back asks: stay",
            trigger: `${ASKED} .btn-primary`,
            run: "click",
        },
        {
            content: "nothing is lost; Back asks again",
            trigger: `${NOTE}:value(Ten minutes)`,
            run: back,
        },
        {
            content: "Back on the question stays",
            trigger: ASKED,
            run: back,
        },
        {
            trigger: `body:not(:has(${ASKED})) ${NOTE}:value(Ten minutes)`,
            run: back,
        },
        {
            content: "leave, and lose it",
            trigger: `${ASKED} .btn-secondary`,
            run: "click",
        },
        {
            content: "the page below is the same",
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name=name]",
            run: openDialog,
        },
        {
            content: "untouched, Back closes the dialog at once",
            trigger: NOTE,
            run: back,
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name=name]",
        },
    ],
});
