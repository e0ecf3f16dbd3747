import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const notifications = registry.category("error_notifications");

/**
 * The database went away before the server opened a transaction, in which it says what
 * happened in words of its own: the client says them.
 */
for (const name of ["OperationalError", "InterfaceError"]) {
    notifications.add(`psycopg2.${name}`, {
        message: _t(
            "The server has too much to do: nothing was recorded. Try again in a minute; if it goes on, tell your administrator."
        ),
        type: "warning",
        sticky: true,
    });
}
