import { registry } from "@web/core/registry";

const TOP = ".modal:not(.o_inactive_modal)";
const NOTE = `${TOP} .o_field_widget[name=note] input`;
const ASKED = `${TOP}:contains(not recorded yet)`;
const CROSS = `${TOP} .modal-header .btn-close, ${TOP} .modal-header .oi-arrow-left`;
const BELOW = "body:not(:has(.modal)) .o_form_view .o_field_widget[name=name]";

function openDialog() {
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    return action.doAction({
        type: "ir.actions.act_window",
        res_model: "club.contact",
        views: [[false, "form"]],
        target: "new",
    });
}

/** However a dialog is left that records nothing, it asks before it loses what was typed. */
registry.category("web_tour.tours").add("clubs_ambition_dialog", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name=name]", run: openDialog },
        { content: "untouched, Escape closes", trigger: NOTE, run: "press Escape" },
        { trigger: BELOW, run: openDialog },
        { content: "untouched, the cross closes", trigger: NOTE },
        { trigger: CROSS, run: "click" },
        { trigger: BELOW, run: openDialog },
        { content: "ten minutes are typed", trigger: NOTE, run: "edit Ten minutes" },
        { trigger: NOTE, run: "press Escape" },
        { content: "Escape asks: stay", trigger: `${ASKED} .btn-primary`, run: "click" },
        { content: "nothing is lost", trigger: `${NOTE}:value(Ten minutes)` },
        { trigger: CROSS, run: "click" },
        { content: "Escape on the question stays", trigger: ASKED },
        { trigger: `${ASKED} .btn-primary`, run: "press Escape" },
        { trigger: `${NOTE}:value(Ten minutes)` },
        { content: "the cross asks again: leave", trigger: CROSS, run: "click" },
        { trigger: `${ASKED} .btn-secondary`, run: "click" },
        { content: "the page below is the same", trigger: BELOW },
    ],
});
