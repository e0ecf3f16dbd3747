import { onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { Dialog } from "@web/core/dialog/dialog";
import { patch } from "@web/core/utils/patch";

const MARK = "clubDialog";
/** Dialogs on a small screen, the last one on top. */
const open = [];
/** An entry is being given back: that Back is nobody's. */
let givingBack = false;

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
 * history of its own is what Back takes: the page below stays, and the dialog asks
 * before it loses what was typed (`dialog_guard.js`).
 *
 * After the router's own listener, which loads nothing while `skipLoad` says so.
 */
browser.addEventListener("popstate", (ev) => {
    if (givingBack) {
        givingBack = false;
        if (open.length) {
            // Opened in between, a dialog needs an entry of its own again.
            guard();
        }
    } else if (open.length) {
        guard();
        if (!document.querySelector(".o_bottom_sheet")) {
            open.at(-1).dismiss();
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
            givingBack = true;
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
