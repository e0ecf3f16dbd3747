import { expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { spokenPhone } from "@clubs_ambition/fields/phone_field";

class Employer extends models.Model {
    phone = fields.Char();
    note = fields.Char();
    _records = [{ id: 1, phone: "+33639980003", note: "" }];
}

defineMailModels();
defineModels([Employer]);
onRpc("has_group", () => true);

const FIELD = ".o_field_widget[name='phone']";

async function open(attributes = "", type = "form") {
    const field = `<field name="phone" widget="club_phone" ${attributes}/>`;
    const inside = `${field}<field name="note"/>`;
    const cards = `<kanban><templates><t t-name="card"><a>${field}</a></t></templates></kanban>`;
    await mountView({
        type,
        resModel: "employer",
        resId: type === "form" ? 1 : undefined,
        arch: type === "form" ? `<form>${inside}</form>` : cards,
    });
}

test("a phone is read as people say it, whatever is stored", () => {
    expect(spokenPhone("+33639980003")).toBe("06 39 98 00 03");
    expect(spokenPhone("+33 6 39 98 00 03")).toBe("06 39 98 00 03");
    expect(spokenPhone("+262692123456")).toBe("0692 12 34 56");
    for (const other of ["01 99 00 40 03", "+41446681800", "3949", ""]) {
        expect(spokenPhone(other)).toBe(other);
    }
});

test("it is called as it is stored, and no text message leaves", async () => {
    await open("readonly='1'");
    expect(`${FIELD} a`).toHaveText("06 39 98 00 03");
    expect(`${FIELD} a`).toHaveAttribute("href", "tel:+33639980003");
    expect(`${FIELD} a`).toHaveCount(1);
});

test("inside a link of a card, it is text alone", async () => {
    await open(`options="{'bare': True}"`, "kanban");
    expect(FIELD).toHaveText("06 39 98 00 03");
    expect(`${FIELD} a`).toHaveCount(0);
});

test("what is not typed over stays as it is stored", async () => {
    onRpc("web_save", ({ args }) => expect.step(args[1]));
    await open();
    expect(`${FIELD} input`).toHaveValue("06 39 98 00 03");
    await contains(`${FIELD} input`).click();
    await contains(".o_field_widget[name='note'] input").edit("seen");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ note: "seen" }]);
});
