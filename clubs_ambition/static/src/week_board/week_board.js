import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate, deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import {
    currentIndex,
    groupTotal,
    nextCell,
    signs,
    swipe,
    visibleWeeks,
    weekTotals,
} from "./week_board_utils";

/** Lines of the list that a phone shows before the board. */
const FOLDED = 5;

/**
 * The week board: participants × weeks, loaded by one call, and what is to be done
 * today. A cell opens the facts of that week, a head the sessions of the week.
 */
export class WeekBoard extends Component {
    static template = "clubs_ambition.WeekBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.grid = useRef("grid");
        this.state = useState({ board: null, center: 0, focus: [0, 0], unfolded: false });
        this.touch = null;
        onWillStart(() => this.load(this.props.action.params?.cohort_id));
        useEffect(
            () => this.showThisWeek(),
            () => [this.cohort?.id]
        );
    }

    async load(cohortId) {
        this.state.board = await this.orm.call("club.cohort", "get_week_board", [cohortId || null]);
        this.state.center = this.cohort ? currentIndex(this.cohort.weeks) : 0;
    }

    /** Bring this week into sight, where a renewed journey is wider than the screen. */
    showThisWeek() {
        const now = this.grid.el?.querySelector("thead .o_club_now");
        const box = this.grid.el?.parentElement;
        if (now && box.scrollWidth > box.clientWidth) {
            box.scrollLeft = now.offsetLeft - box.clientWidth / 2;
        }
    }

    get cohort() {
        return this.state.board.cohort;
    }

    get weeks() {
        const weeks = this.cohort.weeks;
        return this.ui.isSmall ? visibleWeeks(weeks, this.state.center) : weeks;
    }

    get todayLines() {
        const lines = this.state.board.today;
        return this.ui.isSmall && !this.state.unfolded ? lines.slice(0, FOLDED) : lines;
    }

    get groupTotal() {
        return groupTotal(this.cohort.people, this.cohort.target_candidacies);
    }

    get kinds() {
        return {
            unattended: _t("No animateur"),
            hire: _t("Hire to confirm"),
            session: _t("To run"),
            interview: _t("To hold"),
            to_close: _t("To close"),
            chase: _t("To chase"),
            followup: _t("Milestone due"),
            renewal: _t("Renewal"),
            mail: _t("To sort"),
            doubt: _t("To verify"),
            undelivered: _t("Not arrived"),
            demo: _t("Demo"),
        };
    }

    signs(cell) {
        return signs(cell.sessions);
    }

    cellLabel(person, week, cell) {
        const parts = [person.name, _t("week %s", week.number), this.signs(cell)];
        parts.push(_t("%(done)s of %(all)s objectives", { done: cell.done, all: cell.objectives }));
        parts.push(_t("%s candidacies", cell.candidacies));
        if (cell.empty) {
            parts.push(_t("nothing happened"));
        }
        return parts.join(", ");
    }

    weekName(week) {
        return _t("W%s", week.number);
    }

    totals(week) {
        return weekTotals(this.cohort.people, week.number - 1);
    }

    day(text) {
        return deserializeDate(text).toFormat("d LLL");
    }

    moment(text) {
        return deserializeDateTime(text).toFormat("ccc d LLL HH:mm");
    }

    tabindex(row, column) {
        const [y, x] = this.state.focus;
        return row === y && column === x ? 0 : -1;
    }

    shift(step) {
        const last = this.cohort.weeks.length - 1;
        this.state.center = Math.max(0, Math.min(last, this.state.center + step));
    }

    /** A phone shows three weeks: a swipe brings the others. */
    onTouchStart(ev) {
        const { clientX, clientY } = ev.changedTouches[0];
        this.touch = [clientX, clientY];
    }

    onTouchEnd(ev) {
        if (this.touch && this.ui.isSmall) {
            const { clientX, clientY } = ev.changedTouches[0];
            this.shift(swipe(clientX - this.touch[0], clientY - this.touch[1]));
        }
        this.touch = null;
    }

    onKeydown(ev, row, column) {
        const rows = this.cohort.people.length;
        const target = nextCell(ev.key, row, column, rows, this.weeks.length);
        if (target) {
            ev.preventDefault();
            this.state.focus = target;
            const selector = `[data-row="${target[0]}"][data-column="${target[1]}"]`;
            this.grid.el.querySelector(selector)?.focus();
        }
    }

    selectCohort(ev) {
        return this.load(parseInt(ev.target.value, 10));
    }

    print() {
        window.print();
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** The weekly point: facts of the week, objectives to review, interview to note. */
    openReview(personId, monday) {
        return this.action.doAction("clubs_ambition.club_week_review_action", {
            additionalContext: {
                default_participant_id: personId,
                default_week_start: monday,
            },
            onClose: () => this.load(this.cohort.id),
        });
    }

    openLine(line) {
        if (line.person) {
            const day = deserializeDateTime(line.when).startOf("week");
            return this.openReview(line.person, day.toFormat("yyyy-MM-dd"));
        }
        if (line.model === "club.session") {
            return this.action.doAction({
                type: "ir.actions.client",
                tag: "clubs_ambition.roll_call",
                name: line.text,
                params: { session_id: line.id },
            });
        }
        if (!line.id) {
            const list = {
                mail: "club_inbound_mail_action",
                doubt: "club_person_doubt_action",
                undelivered: "club_undelivered_action",
                demo: "club_undelivered_action",
            };
            return this.action.doAction(`clubs_ambition.${list[line.kind]}`);
        }
        return this.open(line.model, line.id);
    }

    /** The sessions of a week, of the whole group or of one person. */
    openWeek(week, person) {
        const monday = deserializeDate(week.monday);
        const next = monday.plus({ days: 7 });
        const domain = [
            ["start", ">=", serializeDateTime(monday)],
            ["start", "<", serializeDateTime(next)],
        ];
        if (!person) {
            return this.action.doAction("clubs_ambition.club_session_action", {
                additionalContext: { search_default_this_week: 0 },
                props: { domain: [...domain, ["cohort_id", "=", this.cohort.id]] },
            });
        }
        return this.openReview(person.id, week.monday);
    }

    create() {
        return this.action.doAction("clubs_ambition.club_cohort_action");
    }
}

registry.category("actions").add("clubs_ambition.week_board", WeekBoard);
