import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
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
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const EXPIRED = "odoo.http.SessionExpiredException";

class ClubReview extends models.Model {
    _name = "club.review";
    progress = fields.Text();
    _records = [{ id: 1, progress: "Punctual" }];
}

defineMailModels();
defineModels([ClubReview]);

test("who is signed out while typing signs in elsewhere, and loses nothing", async () => {
    expect.errors(1);
    // What pages without the web client say of it, and no screen.
    const notices = registry.category("error_notifications");
    if (notices.contains(EXPIRED)) {
        notices.remove(EXPIRED);
    }
    let signedOut = true;
    patchWithCleanup(browser, { open: (url, target) => expect.step(`${url} ${target}`) });
    onRpc("web_save", ({ args }) => {
        if (signedOut) {
            throw makeServerError({
                code: 100,
                errorName: EXPIRED,
                message: "Session expired",
            });
        }
        expect.step(args[1].progress);
    });
    await mountView({
        resModel: "club.review",
        resId: 1,
        type: "form",
        arch: `<form><field name="progress"/></form>`,
    });
    await contains("[name=progress] textarea").edit("Ten minutes");
    await clickSave();
    expect.verifyErrors(["Session expired"]);
    await animationFrame();
    expect(".modal").toHaveText(/nothing of what you typed is lost/);
    await contains(".modal .o_club_sign_in").click();
    signedOut = false;
    await contains(".modal .o_club_go_on").click();
    expect("[name=progress] textarea").toHaveValue("Ten minutes");
    await clickSave();
    expect.verifySteps(["/web/login _blank", "Ten minutes"]);
});
