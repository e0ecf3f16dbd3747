import { Component } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { standardErrorDialogProps } from "@web/core/errors/error_dialogs";
import { registry } from "@web/core/registry";

/**
 * Who is signed out while typing signs in again in another tab, comes back and records:
 * what was typed is still there. Odoo's own dialog has one way out, which loads the page
 * anew and loses it.
 */
export class SessionKeptDialog extends Component {
    static template = "clubs_ambition.SessionKept";
    static components = { Dialog };
    static props = { ...standardErrorDialogProps };

    signIn() {
        browser.open("/web/login", "_blank");
    }

    reload() {
        browser.location.reload();
    }
}

registry
    .category("error_dialogs")
    .add("odoo.http.SessionExpiredException", SessionKeptDialog, { force: true });
