import { beforeEach, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne, unload } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    makeMockEnv,
    makeServerError,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { getDefaultConfig } from "@web/views/view";
import { RollCall } from "@clubs_ambition/roll_call/roll_call";

class ClubSession extends models.Model {
    _name = "club.session";
}
class ClubAttendance extends models.Model {
    _name = "club.attendance";
}

defineMailModels();
defineModels([ClubSession, ClubAttendance]);

const NAMES = ["Amina", "Bilal", "Chloé"];

/** A server that keeps the answers; `wait` holds each save until it is resolved. */
async function open({ state = "planned", wait = null, refuse = null, cut = null } = {}) {
    const answers = Object.fromEntries(NAMES.map((_name, id) => [id + 1, "expected"]));
    onRpc("club.session", "get_roll_call", () => {
        expect.step("load");
        if (cut?.now) {
            throw makeServerError({ message: "No connection" });
        }
        return {
            id: 5,
            name: "CV morning",
            start: "2026-01-14 08:00:00",
            location: "Room B",
            state,
            reasons: [["job", "Job interview or work"]],
            lines: NAMES.map((name, index) => ({
                id: index + 1,
                name,
                initials: name[0],
                state: answers[index + 1],
                reason: "",
            })),
        };
    });
    for (const answer of ["present", "excused", "absent"]) {
        onRpc("club.attendance", `action_${answer}`, async ({ args: [[id]] }) => {
            expect.step(`${NAMES[id - 1]} ${answer}`);
            await wait;
            if (cut?.now) {
                throw makeServerError({ message: "No connection" });
            }
            if (id === refuse) {
                throw makeServerError({ message: "Reopen it first" });
            }
            answers[id] = answer;
            return true;
        });
    }
    onRpc("club.session", "action_close", () => {
        expect.step("close");
        return true;
    });
    await makeMockEnv({ config: getDefaultConfig() });
    await mountWithCleanup(RollCall, {
        props: { action: { type: "ir.actions.client", params: { session_id: 5 } } },
    });
    return answers;
}

function button(row, answer) {
    return queryOne(`.o_club_roll_line:eq(${row}) [data-answer='${answer}']`);
}

beforeEach(() => mockDate("2026-01-14 12:00:00"));

test("one tap answers for one person, and is saved at once", async () => {
    await open();
    expect(".o_club_present").toHaveText("0 / 3");
    await contains(".o_club_roll_line:eq(1) [data-answer='present']").click();
    expect(".o_club_present").toHaveText("1 / 3");
    expect(button(1, "present")).toHaveAttribute("aria-pressed", "true");
    expect.verifySteps(["load", "Bilal present", "load"]);
});

test("taps faster than the network wait for their turn: none is lost", async () => {
    const wait = new Deferred();
    const answers = await open({ wait });
    await click(button(0, "present"));
    await click(button(1, "absent"));
    await click(button(2, "excused"));
    await animationFrame();
    expect(".o_club_present").toHaveText("1 / 3");
    expect(button(1, "absent")).toHaveAttribute("aria-pressed", "true");
    expect.verifySteps(["load", "Amina present"]);
    const [closing] = await unload();
    expect(closing.defaultPrevented).toBe(true);
    wait.resolve();
    await animationFrame();
    await animationFrame();
    const [settled] = await unload();
    expect(settled.defaultPrevented).toBe(false);
    expect.verifySteps(["Bilal absent", "Chloé excused", "load"]);
    expect(answers).toEqual({ 1: "present", 2: "absent", 3: "excused" });
});

test("the session is closed after the taps that wait", async () => {
    const wait = new Deferred();
    await open({ wait });
    await click(button(0, "present"));
    await click(queryOne(".o_club_close"));
    wait.resolve();
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["load", "Amina present", "close", "load"]);
});

test("a refused tap says why and goes back; the next ones are saved", async () => {
    expect.errors(1);
    const wait = new Deferred();
    const answers = await open({ wait, refuse: 1 });
    await click(button(0, "present"));
    await click(button(1, "present"));
    wait.resolve();
    await animationFrame();
    await animationFrame();
    expect.verifyErrors(["Reopen it first"]);
    expect(button(0, "present")).toHaveAttribute("aria-pressed", "false");
    expect(answers).toEqual({ 1: "expected", 2: "present", 3: "expected" });
    expect.verifySteps(["load", "Amina present", "Bilal present", "load"]);
});

test("without a connection, no tap is shown as if it were recorded", async () => {
    expect.errors(2);
    const cut = { now: false };
    const answers = await open({ cut });
    await contains(".o_club_roll_line:eq(0) [data-answer='present']").click();
    cut.now = true;
    await click(button(0, "absent"));
    await click(button(1, "present"));
    await animationFrame();
    await animationFrame();
    expect.verifyErrors(["No connection", "No connection"]);
    expect(button(0, "present")).toHaveAttribute("aria-pressed", "true");
    expect(button(1, "present")).toHaveAttribute("aria-pressed", "false");
    expect(answers).toEqual({ 1: "present", 2: "expected", 3: "expected" });
    expect.verifySteps([
        ...["load", "Amina present", "load"],
        ...["Amina absent", "load", "Bilal present", "load"],
    ]);
});

test("a closed session shows what was answered, and takes no tap", async () => {
    await open({ state: "held" });
    expect("[data-answer]:disabled").toHaveCount(9);
    expect(queryAllTexts(".o_club_close")).toEqual([]);
    expect.verifySteps(["load"]);
});
