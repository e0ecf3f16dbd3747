import { onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { X2ManyFieldDialog } from "@web/views/fields/relational_utils";
import { FormController } from "@web/views/form/form_controller";

const MARK = "clubDialog";
/** Dialogs on a small screen, the last one on top. */
const open = [];
let leaving = false;

function isGuard() {
    return Boolean(browser.history.state?.[MARK]);
}

function guard() {
    const state = { ...browser.history.state, [MARK]: true };
    browser.history.pushState(state, "", browser.location.href);
}

/**
 * A dialog fills the screen of a phone, where Back means "close this". An entry of the
 * history of its own is what Back takes: the page below stays, and what was typed is
 * asked for before it goes.
 */
async function onBack() {
    const top = open.at(-1);
    const typed = await top.env.dialogData.clubIsDirty?.();
    if (!typed) {
        return top.dismiss();
    }
    top.env.services.dialog.add(ConfirmationDialog, {
        title: _t("Leave without recording?"),
        body: _t("What you typed here is not recorded yet: it would be lost."),
        confirmLabel: _t("Stay here"),
        confirm: () => {},
        cancelLabel: _t("Leave, and lose it"),
        cancel: () => top.dismiss(),
        dismiss: () => {},
    });
}

browser.addEventListener(
    "popstate",
    (ev) => {
        if (leaving) {
            // The entry of a dialog that was closed otherwise: nothing to load again.
            leaving = false;
            ev.stopImmediatePropagation();
        } else if (open.length) {
            ev.stopImmediatePropagation();
            guard();
            onBack();
        } else if (ev.state?.[MARK]) {
            // Left behind by a dialog that led elsewhere: the page below is meant.
            ev.stopImmediatePropagation();
            browser.history.back();
        }
    },
    { capture: true }
);

function forget() {
    browser.setTimeout(() => {
        if (!open.length && isGuard()) {
            leaving = true;
            browser.history.back();
        }
    }, 300);
}

patch(Dialog.prototype, {
    setup() {
        super.setup();
        if (!this.env.isSmall) {
            return;
        }
        onMounted(() => {
            open.push(this);
            if (!isGuard()) {
                guard();
            }
        });
        onWillUnmount(() => {
            open.splice(open.indexOf(this), 1);
            if (!open.length) {
                forget();
            }
        });
    },
});

patch(FormController.prototype, {
    setup() {
        super.setup();
        if (this.env.inDialog && this.env.dialogData) {
            this.env.dialogData.clubIsDirty = () => this.model.root.isDirty();
        }
    },
});

patch(X2ManyFieldDialog.prototype, {
    setup() {
        super.setup();
        this.env.dialogData.clubIsDirty = () => this.record.isDirty();
    },
});
