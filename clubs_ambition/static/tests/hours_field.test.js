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

class Job extends models.Model {
    hours = fields.Float();
    _records = [
        { id: 1, hours: 0 },
        { id: 2, hours: 35 },
    ];
}

defineMailModels();
defineModels([Job]);
onRpc("has_group", () => true);

const INPUT = ".o_field_widget[name='hours'] input";

function open(resId) {
    return mountView({
        type: "form",
        resModel: "job",
        resId,
        arch: `<form><field name="hours" widget="club_hours"/></form>`,
    });
}

test("hours that nobody knows are empty", async () => {
    await open(1);
    expect(INPUT).toHaveValue("");
});

test("hours are typed and read as hours", async () => {
    onRpc("web_save", ({ args }) => expect.step(args[1]));
    await open(2);
    expect(INPUT).toHaveValue("35:00");
    await contains(INPUT).edit("36:30");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ hours: 36.5 }]);
});
