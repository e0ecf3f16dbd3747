import { beforeEach, expect, test } from "@odoo/hoot";
import { press, unload } from "@odoo/hoot-dom";
import { animationFrame, mockSendBeacon } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";
import { WebClient } from "@web/webclient/webclient";

class ClubReview extends models.Model {
    _name = "club.review";
    progress = fields.Text();
    line_ids = fields.One2many({ relation: "club.line" });
    _records = [{ id: 1, progress: "Punctual", line_ids: [7] }];
    _views = {
        form: `<form>
                <field name="progress"/>
                <field name="line_ids">
                    <list><field name="name"/></list>
                    <kanban>
                        <templates><t t-name="card"><field name="name"/></t></templates>
                    </kanban>
                    <form><field name="name"/></form>
                </field>
            </form>`,
    };
}

class ClubLine extends models.Model {
    _name = "club.line";
    name = fields.Char();
    _records = [{ id: 7, name: "Call" }];
}

defineMailModels();
defineModels([ClubReview, ClubLine]);

const TOP = ".o_dialog:not(.o_inactive_modal)";
const ASKED = `${TOP}:contains(not recorded yet)`;
const CLOSE = `${TOP} .modal-header .btn-close, ${TOP} .modal-header .oi-arrow-left`;

beforeEach(async () => {
    await mountWithCleanup(WebClient);
});

function open(target) {
    return getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: "club.review",
        res_id: 1,
        views: [[false, "form"]],
        target,
    });
}

const LINE = "[name=line_ids] .o_data_cell, [name=line_ids] .o_kanban_record:first";

/** The ways to leave a dialog that record nothing. */
const WAYS = {
    escape: async () => {
        await press("Escape");
        await animationFrame();
    },
    cross: () => contains(CLOSE).click(),
};

for (const [way, leave] of Object.entries(WAYS)) {
    test(`untouched, a dialog closes at once: ${way}`, async () => {
        await open("new");
        await leave();
        expect(".o_dialog").toHaveCount(0);
    });

    test(`what was typed is asked for: ${way}`, async () => {
        await open("new");
        await contains("[name=progress] textarea").edit("Ten minutes", { confirm: false });
        await leave();
        await contains(`${ASKED} .btn-primary`).click();
        expect(`${TOP} [name=progress] textarea`).toHaveValue("Ten minutes");
        await leave();
        expect(ASKED).toHaveCount(1);
        await leave();
        expect(ASKED).toHaveCount(0, { message: "leaving the question stays" });
        expect(`${TOP} [name=progress] textarea`).toHaveValue("Ten minutes");
        await leave();
        await contains(`${ASKED} .btn-secondary`).click();
        await animationFrame();
        expect(".o_dialog").toHaveCount(0);
    });

    test(`a line is asked for once it is typed in again: ${way}`, async () => {
        await open("current");
        await contains(LINE).click();
        await contains(`${TOP} [name=name] input`).edit("Call three");
        await contains(`${TOP} .o_form_button_save`).click();
        await contains(LINE).click();
        expect(`${TOP} [name=name] input`).toHaveValue("Call three");
        await leave();
        expect(".o_dialog").toHaveCount(0);
        await contains(LINE).click();
        await contains(`${TOP} [name=name] input`).edit("Call four");
        await leave();
        expect(ASKED).toHaveCount(1);
    });
}

test("the tab is closed: a dialog that waits for its button asks", async () => {
    patchWithCleanup(session, { club_dialogs: ["club.review"] });
    mockSendBeacon(() => expect.step("recorded where nobody looks"));
    await open("new");
    const [untouched] = await unload();
    expect(untouched.defaultPrevented).toBe(false);
    await contains("[name=progress] textarea").edit("Ten minutes", { confirm: false });
    const [closing] = await unload();
    await animationFrame();
    expect(closing.defaultPrevented).toBe(true);
    expect.verifySteps([]);
    expect(`${TOP} [name=progress] textarea`).toHaveValue("Ten minutes");
});
