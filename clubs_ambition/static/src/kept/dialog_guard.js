import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";
import { X2ManyFieldDialog } from "@web/views/fields/relational_utils";
import { FormController } from "@web/views/form/form_controller";
import { ListController } from "@web/views/list/list_controller";

/** A message that is closed half written is kept by Odoo in the box below the thread. */
const KEPT = ["mail.compose.message"];

/** Ask whether what was typed may be lost; closing the question keeps it. */
export function askToLose(env) {
    return new Promise((resolve) => {
        env.services.dialog.add(
            ConfirmationDialog,
            {
                title: _t("Leave without recording?"),
                body: _t("What you typed here is not recorded yet: it would be lost."),
                confirmLabel: _t("Stay here"),
                confirm: () => resolve(false),
                cancelLabel: _t("Leave, and lose it"),
                cancel: () => resolve(true),
                dismiss: () => resolve(false),
            },
            { onClose: () => resolve(false) }
        );
    });
}

/**
 * However a dialog is left that records nothing (Escape, its cross, its arrow, Back on
 * a phone), it asks first when something was typed in it. What it holds says so by
 * `dialogData.clubIsDirty`.
 */
patch(Dialog.prototype, {
    async dismiss() {
        if (await this.clubMayClose()) {
            return super.dismiss(...arguments);
        }
    },

    async clubMayClose() {
        if (this.clubIsAsking) {
            return false;
        }
        this.clubIsAsking = true;
        try {
            const typed = await this.env.dialogData.clubIsDirty?.();
            return !typed || (await askToLose(this.env));
        } finally {
            this.clubIsAsking = false;
        }
    },
});

patch(FormController.prototype, {
    setup() {
        super.setup();
        if (this.env.inDialog && this.env.dialogData && !KEPT.includes(this.props.resModel)) {
            this.env.dialogData.clubIsDirty = () => this.model.root.isDirty();
        }
    },

    /**
     * As the tab is closed, Odoo records what is typed. A dialog that waits for its button
     * would be recorded where nobody looks: the browser asks instead.
     */
    async beforeUnload(ev) {
        if (!session.club_dialogs?.includes(this.props.resModel)) {
            return super.beforeUnload(...arguments);
        }
        this.model._urgentSave = true;
        this.model.bus.trigger("WILL_SAVE_URGENTLY");
        this.model._urgentSave = false;
        if (this.model.root.dirty) {
            ev.preventDefault();
            ev.returnValue = true;
        }
    },
});

patch(ListController.prototype, {
    setup() {
        super.setup();
        if (this.env.inDialog && this.env.dialogData) {
            this.env.dialogData.clubIsDirty = () => this.model.root.editedRecord?.isDirty();
        }
    },
});

function isSame(value, before) {
    const commands = value?._savePoint?._commands;
    return value === before && (!commands || commands.length === value._commands.length);
}

/** Tell whether a line was typed in since its dialog was opened, be it changed before. */
async function isTypedIn(line) {
    if (!(await line.isDirty())) {
        return false;
    }
    const before = line._savePoint?.changes;
    const changes = Object.entries(line._changes);
    return !before || changes.some(([name, value]) => !isSame(value, before[name]));
}

patch(X2ManyFieldDialog.prototype, {
    setup() {
        super.setup();
        this.env.dialogData.clubIsDirty = () => isTypedIn(this.record);
    },
});
