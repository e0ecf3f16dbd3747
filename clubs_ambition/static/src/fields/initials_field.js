import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const COLORS = 8;

/**
 * A person shown by initials in a coloured disc, drawn by CSS alone: no picture is
 * asked from the server. The colour follows the name, hence is the same everywhere.
 */
export class InitialsField extends Component {
    static template = "clubs_ambition.InitialsField";
    static props = { ...standardFieldProps };

    get name() {
        const value = this.props.record.data[this.props.name];
        return (value && (value.display_name || value)) || "";
    }

    get initials() {
        const words = this.name.replaceAll("-", " ").split(" ").filter(Boolean);
        return words
            .slice(0, 2)
            .map((word) => word[0])
            .join("")
            .toUpperCase();
    }

    get color() {
        const codes = [...this.name].map((letter) => letter.codePointAt(0));
        return codes.reduce((total, code) => total + code, 0) % COLORS;
    }
}

registry.category("fields").add("club_initials", {
    component: InitialsField,
    displayName: "Initials",
    supportedTypes: ["char", "many2one"],
});
