/** The signs of the board: a shape each, never a colour alone. */
export const SIGNS = { present: "●", absent: "○", excused: "◐", expected: "·" };

export function signs(sessions) {
    return sessions.map((state) => SIGNS[state] || "").join("");
}

/** The weeks a phone shows: three, around ``center``, within the journey. */
export function visibleWeeks(weeks, center, span = 3) {
    const first = Math.max(0, Math.min(center - 1, weeks.length - span));
    return weeks.slice(first, first + span);
}

export function currentIndex(weeks) {
    const index = weeks.findIndex((week) => week.current);
    if (index >= 0) {
        return index;
    }
    return weeks.length && weeks[weeks.length - 1].past ? weeks.length - 1 : 0;
}

/** Totals of a column: group sessions, presences over answers, objectives done, candidacies. */
export function weekTotals(people, index) {
    const cells = people.map((person) => person.cells[index]);
    const answers = cells.flatMap((cell) => cell.sessions);
    const count = (state) => answers.filter((one) => one === state).length;
    return {
        sessions: Math.max(0, ...cells.map((cell) => cell.sessions.length)),
        present: count("present"),
        convened: count("present") + count("absent"),
        done: cells.reduce((total, cell) => total + cell.done, 0),
        objectives: cells.reduce((total, cell) => total + cell.objectives, 0),
        candidacies: cells.reduce((total, cell) => total + cell.candidacies, 0),
    };
}

/** Referrals of the group, against the target of each of its people. */
export function groupTotal(people, target) {
    return {
        referrals: people.reduce((total, person) => total + person.referrals, 0),
        target: people.length * target,
    };
}

/** Weeks to move after a swipe of ``dx``, ``dy`` pixels; 0: it was no swipe aside. */
export function swipe(dx, dy) {
    const aside = Math.abs(dx) >= 50 && Math.abs(dx) > 2 * Math.abs(dy);
    return aside ? -Math.sign(dx) : 0;
}

/** Where an arrow key leads in a grid of ``rows`` × ``columns``; null: nowhere. */
export function nextCell(key, row, column, rows, columns) {
    const moves = {
        ArrowUp: [row - 1, column],
        ArrowDown: [row + 1, column],
        ArrowLeft: [row, column - 1],
        ArrowRight: [row, column + 1],
        Home: [row, 0],
        End: [row, columns - 1],
    };
    const target = moves[key];
    if (!target) {
        return null;
    }
    const [y, x] = target;
    return y < 0 || x < 0 || y >= rows || x >= columns ? null : target;
}
