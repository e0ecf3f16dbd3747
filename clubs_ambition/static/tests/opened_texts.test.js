import { expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class ClubReview extends models.Model {
    _name = "club.review";
    name = fields.Char();
    progress = fields.Text();
    _records = [{ id: 1, name: "Review", progress: "Punctual" }];
}

defineMailModels();
defineModels([ClubReview]);

async function openForm() {
    await mountView({
        resModel: "club.review",
        resId: 1,
        type: "form",
        arch: `<form><field name="name"/><field name="progress"/></form>`,
    });
}

test("a long text is recorded with what stood there, other fields are not", async () => {
    onRpc("web_save", ({ kwargs }) => {
        expect.step(JSON.stringify(kwargs.context.club_opened ?? null));
    });
    await openForm();
    await contains("[name=name] input").edit("Other");
    await clickSave();
    await contains("[name=progress] textarea").edit("Drives");
    await clickSave();
    await contains("[name=progress] textarea").edit("Cooks");
    await clickSave();
    expect.verifySteps(["null", '{"progress":"Punctual"}', '{"progress":"Drives"}']);
});

test("after both were shown, recording again is a choice; nothing typed is lost", async () => {
    expect.errors(1);
    onRpc("web_save", ({ kwargs }) => {
        const opened = kwargs.context.club_opened.progress;
        expect.step(opened);
        if (opened === "Punctual") {
            throw makeServerError({
                message: "Changed by Paul",
                context: { club_opened: { progress: "Speaks Italian" } },
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
