import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useInputField } from "@web/views/fields/input_field_hook";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const FRANCE = /^\+33([1-79])(\d\d)(\d\d)(\d\d)(\d\d)$/;
const OVERSEAS = /^\+(?:262|590|594|596)(\d{3})(\d\d)(\d\d)(\d\d)$/;

/** A phone as people say it, whatever is stored: "06 39 98 00 03". */
export function spokenPhone(number) {
    const digits = number.replace(/[\s.-]/g, "");
    const parts = FRANCE.exec(digits) || OVERSEAS.exec(digits);
    return parts ? `0${parts.slice(1).join(" ")}` : number;
}

/**
 * A phone, called with one tap. Odoo's own shows what is stored, and a button of text
 * messages, which leave by a service outside.
 */
export class SpokenPhoneField extends Component {
    static template = "clubs_ambition.SpokenPhoneField";
    static props = {
        ...standardFieldProps,
        placeholder: { type: String, optional: true },
        bare: { type: Boolean, optional: true },
    };

    setup() {
        useInputField({ getValue: () => this.spoken });
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get spoken() {
        return spokenPhone(this.value);
    }

    get href() {
        return `tel:${this.value.replace(/\s+/g, "")}`;
    }
}

registry.category("fields").add("club_phone", {
    component: SpokenPhoneField,
    displayName: "Phone",
    supportedTypes: ["char"],
    // Inside a link of a card, there is no second one.
    supportedOptions: [{ label: "Text alone", name: "bare", type: "boolean" }],
    extractProps: ({ options, placeholder }) => ({
        placeholder,
        bare: Boolean(options.bare),
    }),
});
