import { Component, onWillStart, useState } from "@odoo/owl";
import { serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { askToLose } from "../kept/dialog_guard";
import { sentencesOf } from "../sensitive_words/watched";

const DELAYS = [
    { days: 1, label: _t("Tomorrow") },
    { days: 3, label: _t("In 3 days") },
    { days: 7, label: _t("In 1 week") },
];

/**
 * One employer to call at a time: what is known, the number, and what came out of it
 * in two taps. The next one comes by itself; nobody else has it meanwhile.
 */
export class CallSheet extends Component {
    static template = "clubs_ambition.CallSheet";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.delays = DELAYS;
        this.skipped = [];
        this.state = useState({ sheet: null, busy: false, ...this.blank });
        useSetupAction({
            beforeLeave: () => this.mayLose(),
            beforeUnload: (ev) => this.isTyped && ev.preventDefault(),
        });
        onWillStart(() => this.load());
    }

    get isTyped() {
        return Boolean(this.state.note.trim());
    }

    /** What was said on the phone is asked for before it is lost, however one leaves. */
    async mayLose() {
        return !this.isTyped || askToLose(this.env);
    }

    get blank() {
        return { outcome: "", note: "", nextOn: "" };
    }

    get campaignId() {
        const { params, context } = this.props.action;
        return params?.campaign_id || context?.active_id;
    }

    get lead() {
        return this.state.sheet.lead;
    }

    get clubSentences() {
        return sentencesOf(this.state.note);
    }

    get todo() {
        const work = ["to_call", "call_back", "chase_1", "chase_2", "chase_3"];
        return this.state.sheet.baskets.filter((basket) => work.includes(basket.key));
    }

    told(separator, ...parts) {
        return parts.filter(Boolean).join(separator);
    }

    get tel() {
        return `tel:${this.lead.phone.replace(/[^+\d]/g, "")}`;
    }

    async load() {
        this.show(
            await this.orm.call("club.campaign", "get_call_sheet", [
                [this.campaignId],
                this.skipped,
            ])
        );
    }

    show(sheet) {
        Object.assign(this.state, { sheet, ...this.blank });
    }

    choose(outcome) {
        this.state.outcome = outcome;
        if (outcome === "call_back" && !this.state.nextOn) {
            this.later(1);
        }
    }

    /** Nobody calls an employer at the week-end: Monday instead. */
    later(days) {
        let day = today().plus({ days });
        if (day.weekday > 5) {
            day = day.plus({ days: 8 - day.weekday });
        }
        this.state.nextOn = serializeDate(day);
    }

    isIn(days) {
        let day = today().plus({ days });
        if (day.weekday > 5) {
            day = day.plus({ days: 8 - day.weekday });
        }
        return this.state.nextOn === serializeDate(day);
    }

    async save() {
        if (this.state.busy || !this.state.outcome) {
            return;
        }
        this.state.busy = true;
        try {
            const { outcome, note, nextOn } = this.state;
            const sheet = await this.orm.call("club.campaign", "log_call", [
                [this.campaignId],
                this.lead.id,
                { outcome, note, next_on: nextOn },
                this.lead.seen,
                this.skipped,
            ]);
            const leadId = this.lead.id;
            this.show(sheet);
            this.tell(sheet, leadId);
        } finally {
            this.state.busy = false;
        }
    }

    tell({ meanwhile, logged }, leadId) {
        if (meanwhile) {
            this.notification.add(meanwhile, { type: "warning", sticky: true });
        }
        if (logged) {
            const correct = {
                name: _t("Correct"),
                onClick: () => this.open("club.contact", logged.id, "new"),
            };
            const describe = {
                name: _t("Describe the offer"),
                primary: true,
                onClick: () => {
                    close();
                    return this.describe(leadId);
                },
            };
            const close = this.notification.add(logged.text, {
                type: "success",
                buttons: logged.offer ? [describe, correct] : [correct],
            });
        }
    }

    async skip() {
        if (await this.mayLose()) {
            this.skipped.push(this.lead.id);
            await this.load();
        }
    }

    again() {
        this.skipped = [];
        return this.load();
    }

    async describe(leadId) {
        const action = await this.orm.call("crm.lead", "action_club_qualify_offer", [[leadId]]);
        return this.action.doAction({ ...action, views: [[false, "form"]] });
    }

    open(model, id, target = "current") {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
            target,
        });
    }

    openProspect() {
        return this.open("crm.lead", this.lead.id);
    }

    async openProspects() {
        return this.action.doAction(
            await this.orm.call("club.campaign", "action_open_prospects", [[this.campaignId]])
        );
    }
}

registry.category("actions").add("clubs_ambition.call_sheet", CallSheet);
