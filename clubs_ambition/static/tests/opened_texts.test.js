import { expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

class ClubReview extends models.Model {
    _name = "club.review";
    name = fields.Char();
    km = fields.Integer();
    progress = fields.Text();
    line_ids = fields.One2many({ relation: "club.line" });
    _records = [
        { id: 1, name: "Review", progress: "Punctual", line_ids: [7] },
        { id: 2, name: "Other", progress: "Late" },
    ];
}

class ClubLine extends models.Model {
    _name = "club.line";
    name = fields.Char();
    _records = [{ id: 7, name: "Call" }];
}

defineMailModels();
defineModels([ClubReview, ClubLine]);

/** Step through what is said of the texts, whatever saves them. */
function watchSaves() {
    onRpc("web_save", ({ kwargs }) => {
        expect.step(JSON.stringify(kwargs.context.club_opened ?? null));
    });
}

async function openForm() {
    await mountView({
        resModel: "club.review",
        resId: 1,
        type: "form",
        arch: `<form>
                <field name="km"/><field name="progress"/>
                <field name="line_ids">
                    <list editable="bottom"><field name="name"/></list>
                </field>
            </form>`,
    });
}

test("a text is recorded with what stood there, other fields are not", async () => {
    watchSaves();
    await openForm();
    await contains("[name=km] input").edit("5");
    await clickSave();
    await contains("[name=progress] textarea").edit("Drives");
    await clickSave();
    await contains("[name=progress] textarea").edit("Cooks");
    await clickSave();
    expect.verifySteps([
        "null",
        '{"club.review":{"1":{"progress":"Punctual"}}}',
        '{"club.review":{"1":{"progress":"Drives"}}}',
    ]);
});

test("after both were shown, recording again is a choice; nothing typed is lost", async () => {
    expect.errors(1);
    onRpc("web_save", ({ kwargs }) => {
        const opened = kwargs.context.club_opened["club.review"][1].progress;
        expect.step(opened);
        if (opened === "Punctual") {
            const shown = { "club.review": { 1: { progress: "Speaks Italian" } } };
            throw makeServerError({
                message: "Changed by Paul",
                context: { club_opened: shown },
            });
        }
    });
    await openForm();
    await contains("[name=progress] textarea").edit("Drives");
    await clickSave();
    expect.verifyErrors(["Changed by Paul"]);
    await contains(".modal .btn-primary").click();
    expect("[name=progress] textarea").toHaveValue("Drives");
    await contains("[name=progress] textarea").edit("Speaks Italian. Drives");
    await clickSave();
    expect.verifySteps(["Punctual", "Speaks Italian"]);
});

test("a line of a form says what stood in it", async () => {
    watchSaves();
    await openForm();
    await contains("[name=line_ids] .o_data_cell").click();
    await contains("[name=line_ids] [name=name] input").edit("Call three");
    await clickSave();
    expect.verifySteps(['{"club.line":{"7":{"name":"Call"}}}']);
});

test("so does a cell of a list, and so do rows changed together", async () => {
    watchSaves();
    await mountView({
        resModel: "club.review",
        type: "list",
        arch: `<list editable="bottom" multi_edit="1"><field name="name"/></list>`,
    });
    await contains(".o_data_row:eq(1) .o_data_cell").click();
    await contains(".o_data_row [name=name] input").edit("Another", { confirm: false });
    await contains(".o_control_panel").click();
    expect.verifySteps(['{"club.review":{"2":{"name":"Other"}}}']);
    await contains(".o_data_row:eq(0) .o_list_record_selector input").click();
    await contains(".o_data_row:eq(1) .o_list_record_selector input").click();
    await contains(".o_data_row:eq(0) .o_data_cell").click();
    await contains(".o_data_row [name=name] input").edit("Same");
    await contains(".modal .btn-primary").click();
    expect.verifySteps(['{"club.review":{"1":{"name":"Review"},"2":{"name":"Another"}}}']);
});

test("a dialog says what it was filled with", async () => {
    watchSaves();
    ClubReview._views = {
        form: `<form><field name="progress"/><field name="km"/></form>`,
    };
    ClubReview._fields.progress.default = "Punctual";
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: "club.review",
        views: [[false, "form"]],
        target: "new",
    });
    await contains("[name=progress] textarea").edit("Drives");
    await contains(".modal .o_form_button_save").click();
    expect.verifySteps(['{"club.review":{"":{"progress":"Punctual"}}}']);
});

test("what was sent before the connection was lost may stand there", async () => {
    expect.errors(1);
    let isLost = true;
    onRpc(
        "/*",
        async (request) => {
            const url = new URL(request.url).pathname;
            if (url.endsWith("/web_save") && isLost) {
                throw new Error();
            }
            if (url === "/web/webclient/version_info") {
                return true;
            }
        },
        { pure: true }
    );
    watchSaves();
    await openForm();
    await contains("[name=progress] textarea").edit("Drives");
    await clickSave();
    isLost = false;
    await contains("[name=progress] textarea").edit("Drives, cooks");
    await clickSave();
    await contains("[name=progress] textarea").edit("Cooks");
    await clickSave();
    expect.verifyErrors([Error]);
    expect.verifySteps([
        '{"club.review":{"1":{"progress":["Punctual","Drives"]}}}',
        '{"club.review":{"1":{"progress":"Drives, cooks"}}}',
    ]);
});
