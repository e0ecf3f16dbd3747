import { registry } from "@web/core/registry";
import { FloatTimeField, floatTimeField } from "@web/views/fields/float_time/float_time_field";

/** Hours that nobody knows yet are empty, never "00:00". */
export class HoursField extends FloatTimeField {
    get formattedValue() {
        return this.props.record.data[this.props.name] ? super.formattedValue : "";
    }
}

registry.category("fields").add("club_hours", { ...floatTimeField, component: HoursField });
