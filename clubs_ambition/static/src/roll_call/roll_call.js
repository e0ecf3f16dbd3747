import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * The attendance of one session: a row a person, one tap each, shown and saved at
 * once. A tap made while another is being saved waits for its turn, and the last one
 * brings back what somebody else recorded meanwhile.
 */
export class RollCall extends Component {
    static template = "clubs_ambition.RollCall";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ session: null });
        this.turns = new Mutex();
        this.waiting = 0;
        useSetupAction({ beforeUnload: (ev) => this.waiting && ev.preventDefault() });
        onWillStart(() => this.load());
    }

    get sessionId() {
        const { params, context } = this.props.action;
        return params?.session_id || context?.active_id;
    }

    get date() {
        return deserializeDateTime(this.state.session.start).toFormat("ccc d LLL HH:mm");
    }

    get count() {
        return this.state.session.lines.filter((line) => line.state === "present").length;
    }

    get unknown() {
        return this.state.session.lines.filter((line) => line.state === "expected").length;
    }

    get isOpen() {
        return this.state.session.state === "planned";
    }

    get isCancelled() {
        return this.state.session.state === "cancelled";
    }

    async load() {
        const session = await this.orm.call("club.session", "get_roll_call", [this.sessionId]);
        session.lines.forEach((line) => (line.recorded = line.state));
        this.state.session = session;
    }

    record(model, method, ids, args = []) {
        this.waiting++;
        return this.turns.exec(async () => {
            try {
                await this.orm.call(model, method, [ids, ...args]);
            } finally {
                this.waiting--;
                if (!this.waiting) {
                    await this.load();
                }
            }
        });
    }

    /** What is not recorded (no connection) is not shown as if it were. */
    async tap(line, state) {
        line.state = state;
        try {
            await this.record("club.attendance", `action_${state}`, [line.id]);
            line.recorded = state;
        } catch (error) {
            line.state = line.recorded;
            throw error;
        }
    }

    setReason(line, ev) {
        return this.record(
            "club.attendance",
            "write",
            [line.id],
            [{ reason: ev.target.value || false }]
        );
    }

    allPresent() {
        return this.record("club.session", "action_all_present", [this.sessionId]);
    }

    close() {
        return this.record("club.session", "action_close", [this.sessionId]);
    }

    reopen() {
        return this.record("club.session", "action_reopen", [this.sessionId]);
    }

    openSession() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "club.session",
            res_id: this.sessionId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("clubs_ambition.roll_call", RollCall);
