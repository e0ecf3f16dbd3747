import { describe, expect, test } from "@odoo/hoot";
import {
    currentIndex,
    groupTotal,
    nextCell,
    signs,
    swipe,
    visibleWeeks,
    weekTotals,
} from "@clubs_ambition/week_board/week_board_utils";

describe.current.tags("headless");

const week = (number, more = {}) => ({ number, past: false, current: false, ...more });

test("a presence, an absence, an excuse and what is to come have a shape each", () => {
    expect(signs(["present", "absent", "excused", "expected"])).toBe("●○◐·");
    expect(signs([])).toBe("");
    expect(signs(["cancelled"])).toBe("");
});

test("a phone shows the last, the current and the next week", () => {
    const weeks = [1, 2, 3, 4, 5].map((number) => week(number));
    const numbers = (center) => visibleWeeks(weeks, center).map((one) => one.number);
    expect(numbers(2)).toEqual([2, 3, 4]);
    expect(numbers(0)).toEqual([1, 2, 3]);
    expect(numbers(4)).toEqual([3, 4, 5]);
    expect(visibleWeeks(weeks.slice(0, 2), 1).length).toBe(2);
});

test("the board opens on this week, on the last one once the group is over", () => {
    expect(currentIndex([week(1, { past: true }), week(2, { current: true })])).toBe(1);
    expect(currentIndex([week(1, { past: true }), week(2, { past: true })])).toBe(1);
    expect(currentIndex([week(1), week(2)])).toBe(0);
    expect(currentIndex([])).toBe(0);
});

test("the totals of a week leave out who is excused", () => {
    const cell = { sessions: ["present", "excused"], done: 1, objectives: 2, candidacies: 3 };
    const other = { sessions: ["absent"], done: 0, objectives: 1, candidacies: 0 };
    expect(weekTotals([{ cells: [cell] }, { cells: [other] }], 0)).toEqual({
        sessions: 2,
        present: 1,
        convened: 2,
        done: 1,
        objectives: 3,
        candidacies: 3,
    });
});

test("arrows move in the grid and stop at its edges", () => {
    expect(nextCell("ArrowDown", 0, 0, 2, 3)).toEqual([1, 0]);
    expect(nextCell("ArrowUp", 0, 0, 2, 3)).toBe(null);
    expect(nextCell("ArrowRight", 0, 2, 2, 3)).toBe(null);
    expect(nextCell("End", 1, 0, 2, 3)).toEqual([1, 2]);
    expect(nextCell("a", 0, 0, 2, 3)).toBe(null);
});

test("the group's target is that of each of its people", () => {
    const people = [{ referrals: 3 }, { referrals: 8 }];
    expect(groupTotal(people, 7)).toEqual({ referrals: 11, target: 14 });
    expect(groupTotal([], 7)).toEqual({ referrals: 0, target: 0 });
});

test("a swipe aside moves a week, a scroll does not", () => {
    expect(swipe(-80, 10)).toBe(1);
    expect(swipe(80, -10)).toBe(-1);
    expect(swipe(-80, 60)).toBe(0);
    expect(swipe(20, 0)).toBe(0);
});
