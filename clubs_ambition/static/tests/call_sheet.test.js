import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    getService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

class ClubCampaign extends models.Model {
    _name = "club.campaign";
}
class Lead extends models.Model {
    _name = "crm.lead";
    _records = [{ id: 3 }];
    _views = { form: `<form><field name="display_name"/></form>` };
}

defineMailModels();
defineModels([ClubCampaign, Lead]);

const SHEET = {
    baskets: [],
    campaign: { note: "" },
    outcomes: [["reached", "Reached"]],
    lead: {
        ...{ id: 3, name: "Bakery", activity: "", headcount: "", map: "", address: "" },
        ...{ basket: "To call", charters: [], recent: 0, due: "", why: "", phone: "" },
        ...{ history: [], profiles: [], seen: "" },
    },
};

test("what was noted of a call is asked for before it is lost", async () => {
    onRpc("club.campaign", "get_call_sheet", () => {
        expect.step("load");
        return SHEET;
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "clubs_ambition.call_sheet",
        params: { campaign_id: 1 },
    });
    expect.verifySteps(["load"]);
    const note = ".o_club_call_sheet input[type=text]";
    await contains(note).edit("Wants a baker");
    await contains(".o_club_call_foot .btn-secondary").click();
    expect(".modal").toHaveText(/not recorded yet/);
    await contains(".modal .btn-primary").click();
    expect(note).toHaveValue("Wants a baker");
    getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: "crm.lead",
        res_id: 3,
        views: [[false, "form"]],
    });
    await animationFrame();
    expect(".modal").toHaveText(/not recorded yet/);
    await contains(".modal .btn-primary").click();
    expect(note).toHaveValue("Wants a baker");
    await contains(".o_club_call_foot .btn-secondary").click();
    await contains(".modal .btn-secondary").click();
    expect.verifySteps(["load"]);
    expect(note).toHaveValue("");
    await contains(".o_club_call_foot .btn-secondary").click();
    expect(".modal").toHaveCount(0);
    expect.verifySteps(["load"]);
});
