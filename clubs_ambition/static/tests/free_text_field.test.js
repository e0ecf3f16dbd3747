import { destroy, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { edit, queryOne } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";
import { wordsOf } from "@clubs_ambition/sensitive_words/watched";

class Journey extends models.Model {
    note = fields.Text({ club_watched: true });
    reason = fields.Char({ club_watched: true });
    place = fields.Char();
    told = fields.Html({ club_watched: "res_model" });
    res_model = fields.Char();
    _records = [
        { id: 1, note: "En arrêt maladie", reason: "", place: "" },
        { id: 2, told: "<p>sort de <b>prison</b></p>", res_model: "club.participant" },
        { id: 3, told: "<p>sort de <b>prison</b></p>", res_model: "sale.order" },
    ];
}

defineMailModels();
defineModels([Journey]);
onRpc("has_group", () => true);

const LINE = ".o_club_sensitive";

async function open(attributes = "") {
    await mountView({
        type: "form",
        resModel: "journey",
        resId: 1,
        arch: `<form ${attributes}>
            <field name="note"/><field name="reason"/><field name="place"/>
        </form>`,
    });
}

function below(name) {
    return `.o_field_widget[name='${name}'] ${LINE}`;
}

test("what stands already is pointed out, below its own field", async () => {
    await open();
    expect(LINE).toHaveCount(1);
    expect(below("note")).toHaveText(/arrêt maladie/);
});

test("as it is typed, before anything is saved, and no more once it is gone", async () => {
    onRpc("web_save", () => expect.step("saved"));
    await open();
    await contains(".o_field_widget[name='reason'] input").focus();
    await edit("sort de prison");
    await animationFrame();
    expect(below("reason")).toHaveText(/“prison”/);
    await edit("sort de formation");
    await animationFrame();
    expect(below("reason")).toHaveCount(0);
    expect.verifySteps([]);
});

test("what is pasted is looked at too", async () => {
    await open();
    const input = queryOne(".o_field_widget[name='reason'] input");
    input.value = "déléguée CGT";
    input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
    await animationFrame();
    expect(below("reason")).toHaveText(/“CGT”/);
});

test("it refuses nothing", async () => {
    onRpc("web_save", ({ args }) => expect.step(args[1].reason));
    await open();
    await contains(".o_field_widget[name='reason'] input").edit("sort de prison");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["sort de prison"]);
});

test("a field about nobody is left alone, and so is what is only read", async () => {
    await open();
    await contains(".o_field_widget[name='place'] input").edit("près de la prison");
    expect(below("place")).toHaveCount(0);
    expect(".o_field_widget[name='place'] input").toHaveCount(1);
});

test("what is only read has no line", async () => {
    await open('edit="0"');
    expect(LINE).toHaveCount(0);
});

test("a cell of a list is looked at as it is typed", async () => {
    await mountView({
        type: "list",
        resModel: "journey",
        domain: [["id", "=", 1]],
        arch: `<list editable="bottom"><field name="reason"/><field name="place"/></list>`,
    });
    expect(LINE).toHaveCount(0);
    await contains(".o_data_cell[name='reason']").click();
    await contains(".o_data_cell[name='reason'] input").edit("sort de prison", {
        confirm: false,
    });
    expect(`.o_data_cell[name='reason'] ${LINE}`).toHaveText(/“prison”/);
});

test("a rich text of Odoo, where it is about somebody", async () => {
    patchWithCleanup(session, { club_watched_models: ["club.participant"] });
    for (const [resId, count] of [
        [2, 1],
        [3, 0],
    ]) {
        const view = await mountView({
            type: "form",
            resModel: "journey",
            resId,
            arch: `<form><field name="res_model" invisible="1"/><field name="told"/></form>`,
        });
        expect(below("told")).toHaveCount(count);
        destroy(view);
    }
});

test("words that stand apart in a rich text are apart", () => {
    expect(wordsOf("<p>vue</p><ul><li>en</li><li>forme</li></ul>").split(/\s+/)).toEqual([
        ...["vue", "en", "forme", ""],
    ]);
});
