import { browser } from "@web/core/browser/browser";
import { cookie } from "@web/core/browser/cookie";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** In the user's menu: dark or light, for this device. */
function colorSchemeItem() {
    const dark = cookie.get("color_scheme") === "dark";
    return {
        type: "item",
        id: "clubs_color_scheme",
        description: dark ? _t("Light colours") : _t("Dark colours"),
        callback: () => {
            cookie.set("color_scheme", dark ? "light" : "dark");
            browser.location.reload();
        },
        sequence: 45,
    };
}

registry.category("user_menuitems").add("clubs_color_scheme", colorSchemeItem);
