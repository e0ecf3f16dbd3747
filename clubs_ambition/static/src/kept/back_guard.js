import { onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { X2ManyFieldDialog } from "@web/views/fields/relational_utils";
import { FormController } from "@web/views/form/form_controller";

const MARK = "clubDialog";
/** Dialogs on a small screen, the last one on top. */
const open = [];

function isGuard() {
    return Boolean(browser.history.state?.[MARK]);
}

/** Add the entry of the history that Back takes, the page below being loaded again by none. */
function guard() {
    const state = { ...browser.history.state, [MARK]: true, skipRouteChange: true };
    browser.history.pushState(state, "", browser.location.href);
    router.skipLoad = true;
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

// After the router's own listener, which loads nothing while `skipLoad` says so.
browser.addEventListener("popstate", (ev) => {
    if (open.length) {
        guard();
        if (!document.querySelector(".o_bottom_sheet")) {
            onBack();
        }
    } else if (ev.state?.[MARK]) {
        // Left behind by a dialog that led elsewhere: the page below is meant.
        browser.history.back();
    }
});

/** Take back the entry of a dialog that was closed otherwise than by Back. */
function forget() {
    router.skipLoad = false;
    browser.setTimeout(() => {
        if (!open.length && isGuard()) {
            router.skipLoad = true;
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
            if (open.length === 1 && !isGuard()) {
                guard();
            }
            router.skipLoad = true;
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
