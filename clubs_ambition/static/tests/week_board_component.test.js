import { beforeEach, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    makeMockEnv,
    mockService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { getDefaultConfig } from "@web/views/view";
import { WeekBoard } from "@clubs_ambition/week_board/week_board";

class ClubCohort extends models.Model {
    _name = "club.cohort";
}

defineMailModels();
defineModels([ClubCohort]);

const MONDAYS = ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02"];
const CELL = { sessions: [], done: 0, objectives: 0, candidacies: 0, empty: false };

function person(id, name, cells, more = {}) {
    return {
        id,
        name,
        initials: name[0],
        job: "Cook",
        state: "active",
        state_label: "In journey",
        signals: [],
        referrals: 0,
        next_interview: false,
        cells: MONDAYS.map((_monday, index) => ({ ...CELL, ...cells[index] })),
        ...more,
    };
}

function board(more = {}) {
    return {
        cohorts: [
            { id: 1, name: "Club A · Group" },
            { id: 2, name: "Club A · Other" },
        ],
        cohort: {
            id: 1,
            name: "Group",
            club: "Club A",
            seats: 15,
            seats_taken: 2,
            target_candidacies: 7,
            target_sessions: 3,
            weeks: MONDAYS.map((monday, index) => ({
                number: index + 1,
                monday,
                past: index < 2,
                current: index === 2,
            })),
            people: [
                person(
                    11,
                    "Yanis",
                    [{ sessions: ["present", "absent"], done: 1, objectives: 2 }, { empty: true }],
                    {
                        referrals: 7,
                        signals: [
                            { code: "absences", label: "2 absences in a row", level: "danger" },
                        ],
                    }
                ),
                person(12, "Lina", [{ sessions: ["present"], candidacies: 3 }]),
            ],
        },
        today: [
            {
                kind: "to_close",
                model: "club.session",
                id: 21,
                text: "CV",
                detail: "Room B",
                level: "danger",
                when: "2026-01-20 08:00:00",
                person: false,
            },
            {
                kind: "interview",
                model: "club.session",
                id: 22,
                text: "Yanis",
                detail: "Weekly interview",
                level: "",
                when: "2026-01-21 14:00:00",
                person: 11,
            },
            {
                kind: "renewal",
                model: "club.renewal",
                id: 31,
                text: "Lina",
                detail: "",
                level: "warning",
            },
        ],
        ...more,
    };
}

async function open(answer = board()) {
    onRpc("club.cohort", "get_week_board", ({ args }) => {
        expect.step(["board", args[0]]);
        return answer;
    });
    mockService("action", {
        doAction: (action, options) =>
            expect.step([
                action.tag || action.res_model || action,
                action.params || action.res_id || options?.additionalContext,
            ]),
    });
    await makeMockEnv({ config: getDefaultConfig() });
    await mountWithCleanup(WeekBoard, {
        props: { action: { type: "ir.actions.client", params: { cohort_id: 1 } } },
    });
}

beforeEach(() => mockDate("2026-01-21 12:00:00"));

test.tags("desktop");
test("one call brings the whole board", async () => {
    await open();
    expect.verifySteps([["board", 1]]);
    expect(".o_club_grid tbody tr").toHaveCount(2);
    expect(".o_club_grid thead th.o_club_now").toHaveCount(1);
    expect(".o_club_empty").toHaveCount(1);
    expect(".o_club_cell[data-row='0'][data-column='0'] .o_club_signs").toHaveText("●○");
    expect(".o_club_group_total").toHaveText("7 / 14");
    expect("tbody tr:first .o_club_signal").toHaveText("2 absences in a row");
    expect("tbody tr:first .fa-check").toHaveCount(1);
    expect("tbody tr:last .fa-check").toHaveCount(0);
});

test.tags("desktop");
test("what a cell says is said in words, too", async () => {
    await open();
    const label = queryOne(".o_club_cell[data-row='0'][data-column='1']").ariaLabel;
    expect(label).toInclude("Yanis");
    expect(label).toInclude("nothing happened");
    expect.verifySteps([["board", 1]]);
});

test.tags("desktop");
test("a cell opens the weekly point of the person, a line of the list its form", async () => {
    await open();
    await contains(".o_club_cell[data-row='1'][data-column='2']").click();
    await contains(".o_club_today li:eq(0) button").click();
    await contains(".o_club_today li:eq(1) button").click();
    await contains(".o_club_today li:eq(2) button").click();
    await contains("tbody tr:last .o_club_who button").click();
    expect.verifySteps([
        ["board", 1],
        [
            "clubs_ambition.club_week_review_action",
            { default_participant_id: 12, default_week_start: "2026-01-19" },
        ],
        ["clubs_ambition.roll_call", { session_id: 21 }],
        [
            "clubs_ambition.club_week_review_action",
            { default_participant_id: 11, default_week_start: "2026-01-19" },
        ],
        ["club.renewal", 31],
        ["club.participant", 12],
    ]);
});

test.tags("desktop");
test("the persons to verify are one line, which opens all of them", async () => {
    const line = { kind: "doubt", model: "club.person.doubt", id: false, when: false };
    await open(board({ today: [{ ...line, text: "Persons", detail: "3", level: "warning" }] }));
    expect(".o_club_today li .badge").toHaveText("To verify");
    await contains(".o_club_today li button").click();
    expect.verifySteps([
        ["board", 1],
        ["clubs_ambition.club_person_doubt_action", undefined],
    ]);
});

test.tags("desktop");
test("the e-mails to sort are one line, which opens all of them", async () => {
    const line = { kind: "mail", model: "club.inbound.mail", id: false, when: false };
    await open(board({ today: [{ ...line, text: "E-mails", detail: "2", level: "warning" }] }));
    expect(".o_club_today li .badge").toHaveText("To sort");
    await contains(".o_club_today li button").click();
    expect.verifySteps([
        ["board", 1],
        ["clubs_ambition.club_inbound_mail_action", undefined],
    ]);
});

test.tags("desktop");
test("another group is loaded by one more call", async () => {
    await open();
    await contains(".o_club_board_group").select("2");
    expect.verifySteps([
        ["board", 1],
        ["board", 2],
    ]);
});

test.tags("desktop");
test("a programme wider than the screen opens on this week", async () => {
    const many = board();
    const { cohort } = many;
    cohort.weeks = Array.from({ length: 40 }, (_none, index) => ({
        number: index + 1,
        monday: `${2000 + index}-01-05`,
        past: index < 30,
        current: index === 30,
    }));
    cohort.people = cohort.people.map((one) => ({
        ...one,
        cells: cohort.weeks.map(() => ({ ...CELL })),
    }));
    await open(many);
    await animationFrame();
    const box = queryOne(".table-responsive");
    const now = queryOne("thead .o_club_now");
    expect(box.scrollLeft).toBeGreaterThan(0);
    expect(now.offsetLeft).toBeGreaterThan(box.scrollLeft);
    expect(now.offsetLeft).toBeLessThan(box.scrollLeft + box.clientWidth);
    expect.verifySteps([["board", 1]]);
});

test.tags("desktop");
test("the keyboard walks the grid, one cell in the tab order", async () => {
    await open();
    expect(".o_club_cell[tabindex='0']").toHaveCount(1);
    queryOne(".o_club_cell[data-row='0'][data-column='0']").focus();
    await press("ArrowDown");
    await press("ArrowRight");
    await animationFrame();
    expect(".o_club_cell[data-row='1'][data-column='1']").toBeFocused();
    expect(".o_club_cell[tabindex='0']").toHaveAttribute("data-column", "1");
    expect.verifySteps([["board", 1]]);
});

test.tags("desktop");
test("without a group, the board says what it is for", async () => {
    await open({ cohorts: [], cohort: false, today: [] });
    await contains(".o_nocontent_help button").click();
    expect.verifySteps([
        ["board", 1],
        ["clubs_ambition.club_cohort_action", undefined],
    ]);
});

test.tags("mobile");
test("a phone shows three weeks, and the others by the arrows", async () => {
    await open();
    expect(queryAllTexts(".o_club_grid thead button")).toEqual(["W2", "W3", "W4"]);
    await contains("button[aria-label='Later weeks']").click();
    expect(queryAllTexts(".o_club_grid thead button")).toEqual(["W3", "W4", "W5"]);
    expect.verifySteps([["board", 1]]);
});

test.tags("mobile");
test("a phone folds a long list of what is to be done", async () => {
    const many = Array.from({ length: 9 }, (_none, id) => ({
        kind: "chase",
        model: "club.candidacy",
        id,
        text: `Candidacy ${id}`,
        detail: "",
        level: "warning",
    }));
    await open(board({ today: many }));
    expect(".o_club_today li").toHaveCount(5);
    await contains(".o_club_today_more").click();
    expect(".o_club_today li").toHaveCount(9);
    expect.verifySteps([["board", 1]]);
});
