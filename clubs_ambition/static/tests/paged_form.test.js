import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { PagedModel } from "@clubs_ambition/paged_form/paged_form";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

class Line extends models.Model {
    _name = "line";
    name = fields.Char();
    _records = [
        { id: 1, name: "Monday" },
        { id: 2, name: "Tuesday" },
    ];
}

class Journey extends models.Model {
    _name = "journey";
    name = fields.Char({
        onChange(record) {
            record.project = record.name && `Project of ${record.name}`;
        },
    });
    city = fields.Char();
    closed = fields.Boolean();
    level = fields.Char();
    project = fields.Char();
    motive = fields.Char();
    line_ids = fields.One2many({ relation: "line" });
    _records = [
        { id: 1, name: "Lina", level: "3", project: "Cook", motive: "Likes it" },
        { id: 2, name: "Yanis", level: "4", project: "Driver", line_ids: [1, 2] },
    ];
}

defineMailModels();
defineModels([Line, Journey]);

/** Read of the record: what is asked, `whole` when that is everything. */
function hearReads() {
    const known = ["city", "closed", "level", "line_ids", "motive", "name", "project"];
    const told = ({ kwargs, args }) => {
        const asked = kwargs.specification || args[3];
        const names = known.filter((name) => name in asked);
        return names.length === known.length ? "whole" : names.join();
    };
    onRpc("journey", "web_read", (call) => {
        expect.step(`read ${call.args[0]} ${told(call)}`);
    });
    onRpc("journey", "onchange", (call) => {
        expect.step(`onchange ${told(call)}`);
    });
    onRpc("journey", "web_save", ({ args }) => {
        expect.step(`save ${JSON.stringify(args[1])}`);
    });
}

async function openForm(params = { resId: 1 }) {
    hearReads();
    await mountView({
        resModel: "journey",
        type: "form",
        arch: `
            <form js_class="club_paged_form">
                <sheet>
                    <field name="name"/>
                    <field name="city"/>
                    <span class="shut" invisible="not closed">Closed</span>
                    <notebook>
                        <page name="entry" string="Entry" invisible="closed">
                            <field name="level"/>
                            <field name="closed"/>
                        </page>
                        <page name="project" string="Project">
                            <field name="project" readonly="not motive"/>
                        </page>
                        <page name="weeks" string="Weeks">
                            <field name="motive"/>
                            <field name="line_ids">
                                <list editable="bottom"><field name="name"/></list>
                                <kanban>
                                    <templates><t t-name="card"><field name="name"/></t></templates>
                                </kanban>
                            </field>
                        </page>
                    </notebook>
                </sheet>
            </form>`,
        ...params,
    });
}

const SHOWN = "city,closed,level,name";
const tab = (title) => contains(`.o_notebook .nav-link:contains(${title})`);

test("a page is read when it is opened, with what its expressions speak of; once", async () => {
    await openForm();
    expect("[name=level] input").toHaveValue("3");
    expect.verifySteps([`read 1 ${SHOWN}`]);
    await tab("Project").click();
    expect("[name=project] input").toHaveValue("Cook");
    await tab("Weeks").click();
    expect("[name=motive] input").toHaveValue("Likes it");
    await tab("Project").click();
    expect("[name=project] input").toHaveValue("Cook");
    expect.verifySteps(["read 1 motive,project", "read 1 line_ids"]);
});

test("what was not opened is not written; what was edited there is", async () => {
    await openForm();
    await contains("[name=city] input").edit("Nice");
    await clickSave();
    await tab("Weeks").click();
    await contains("[name=motive] input").edit("Loves it");
    await clickSave();
    expect.verifySteps([
        `read 1 ${SHOWN}`,
        'save {"city":"Nice"}',
        "read 1 line_ids,motive",
        'save {"motive":"Loves it"}',
    ]);
});

test("before the server computes of a change, what it may compute is read", async () => {
    await openForm();
    await contains("[name=name] input").edit("Lina B");
    expect.verifySteps([
        `read 1 ${SHOWN}`,
        "read 1 line_ids,motive,project",
        "onchange whole",
    ]);
    await tab("Project").click();
    expect("[name=project] input").toHaveValue("Project of Lina B");
    await clickSave();
    expect.verifySteps(['save {"name":"Lina B","project":"Project of Lina B"}']);
});

test.tags("desktop");
test("lines of a page opened are edited, discarded and saved", async () => {
    await openForm({ resId: 2 });
    await tab("Weeks").click();
    await contains(".o_data_row:eq(0) td[name=name]").click();
    await contains(".o_data_row:eq(0) [name=name] input").edit("Friday");
    await contains(".o_form_button_cancel").click();
    expect(".o_data_row:eq(0) td[name=name]").toHaveText("Monday");
    await contains(".o_data_row:eq(0) td[name=name]").click();
    await contains(".o_data_row:eq(0) [name=name] input").edit("Friday");
    await clickSave();
    expect(".o_data_row:eq(0) td[name=name]").toHaveText("Friday");
    expect.verifySteps([
        `read 2 ${SHOWN}`,
        "read 2 line_ids,motive",
        'save {"line_ids":[[1,1,{"name":"Friday"}]]}',
    ]);
});

test("a new record has everything, and is recorded with it", async () => {
    await openForm({});
    expect.verifySteps(["onchange whole"]);
    await contains("[name=city] input").edit("Arles");
    await tab("Weeks").click();
    await contains("[name=motive] input").edit("New");
    await clickSave();
    const saved = { name: false, city: "Arles", level: false, closed: false };
    Object.assign(saved, { project: false, motive: "New", line_ids: [] });
    expect.verifySteps([`save ${JSON.stringify(saved)}`]);
});

test("a page that shows itself is read: the first one may be hidden", async () => {
    Journey._records[0].closed = true;
    await openForm();
    await animationFrame();
    expect(".o_notebook .nav-link.active").toHaveText("Project");
    expect("[name=project] input").toHaveValue("Cook");
    expect(".shut").toHaveCount(1);
    expect.verifySteps([`read 1 ${SHOWN}`, "read 1 motive,project"]);
});

test("the server's answer after the cache's keeps a page opened meanwhile", async () => {
    let model;
    patchWithCleanup(PagedModel.prototype, {
        setup() {
            super.setup(...arguments);
            model = this;
        },
    });
    await openForm();
    await tab("Project").click();
    const answer = { id: 1, name: "Lina", city: "Nice", level: "3", closed: false };
    model.root._setData(answer, { keepChanges: true });
    await animationFrame();
    expect("[name=project] input").toHaveValue("Cook");
    expect("[name=city] input").toHaveValue("Nice");
    expect.verifySteps([`read 1 ${SHOWN}`, "read 1 motive,project"]);
});

test.tags("desktop");
test("the next record is read with the page that is shown, and no other", async () => {
    await openForm({ resId: 1, resIds: [1, 2] });
    await tab("Weeks").click();
    await contains(".o_pager_next").click();
    expect(".o_data_row").toHaveCount(2);
    expect.verifySteps([
        `read 1 ${SHOWN}`,
        "read 1 line_ids,motive",
        "read 2 city,closed,line_ids,motive,name",
    ]);
    await tab("Entry").click();
    expect("[name=level] input").toHaveValue("4");
    expect.verifySteps(["read 2 level"]);
});
