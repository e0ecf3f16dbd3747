import { ActivityMenu } from "@mail/core/web/activity_menu";
import { patch } from "@web/core/utils/patch";

const FILTERS = {
    overdue: ["activities_overdue"],
    today: ["activities_today"],
    upcoming_all: ["activities_upcoming_all"],
};

/**
 * The stock menu opens the activities of leads on the sales screens, with revenue
 * and probability: people of the clubs are led to their own prospection.
 */
patch(ActivityMenu.prototype, {
    openActivityGroup(group, filter = "all", newWindow) {
        if (!group.clubs_prospection) {
            return super.openActivityGroup(...arguments);
        }
        this.dropdown.close();
        const names = FILTERS[filter] || ["activities_overdue", "activities_today"];
        const defaults = ["filter_activities_my", ...names].map((name) => [
            `search_default_${name}`,
            1,
        ]);
        return this.action.doAction("clubs_ambition.crm_lead_action_prospection", {
            newWindow,
            additionalContext: Object.fromEntries(defaults),
            clearBreadcrumbs: true,
        });
    },
});
