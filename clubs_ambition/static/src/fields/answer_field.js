import { registry } from "@web/core/registry";
import {
    BadgeSelectionField,
    badgeSelectionField,
} from "@web/views/fields/badge_selection/badge_selection_field";

/**
 * A choice as buttons, one tap each, in every line of a list: a line need not be
 * opened for editing first, which a thumb would have to do for each of fifteen.
 */
export class AnswerField extends BadgeSelectionField {
    static template = "clubs_ambition.AnswerField";
}

registry.category("fields").add("club_answer", {
    ...badgeSelectionField,
    component: AnswerField,
    supportedTypes: ["selection"],
});
