import { markRaw, status, useEffect } from "@odoo/owl";
import { Notebook } from "@web/core/notebook/notebook";
import { registry } from "@web/core/registry";
import { pick } from "@web/core/utils/objects";
import { Record } from "@web/model/relational_model/record";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { getBasicEvalContext } from "@web/model/relational_model/utils";
import { FormController } from "@web/views/form/form_controller";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";
import { viewPages } from "./view_pages";

/**
 * A record of which the pages not opened yet are not read yet. What is not read is no
 * active field: it is neither shown, nor checked, nor written.
 */
export class PagedRecord extends Record {
    /**
     * Read what was left out until now, as Odoo's own lists extend a record.
     * @param {string[]} names of fields
     */
    async _readMore(names) {
        const missing = names.filter((name) => !(name in this.activeFields));
        if (!missing.length || !this.resId) {
            return;
        }
        const { config, model } = this;
        const added = pick(model.wholeFields, ...missing);
        const asked = { ...config, activeFields: added };
        const [more] = await model._loadRecords(asked, getBasicEvalContext(config));
        const activeFields = { ...config.activeFields, ...added };
        model._updateConfig(config, { activeFields }, { reload: false });
        Object.assign(this._readSince, more);
        this._applyValues(more);
        if (this.isInEdition) {
            this._checkValidity();
        }
    }

    /**
     * The server may answer after the browser's cache did (`keepChanges`): by then pages
     * may have been opened, of which its answer does not speak.
     */
    _setData(data, params = {}) {
        if (params.keepChanges) {
            data = { ...this._readSince, ...data };
        } else {
            this._readSince = markRaw({});
        }
        super._setData(data, params);
    }

    /** What the server computes of a change may stand in any page. */
    async _getOnchangeValues(changes) {
        const asked = Object.keys(changes).some((name) => this.activeFields[name]?.onChange);
        if (asked && this.config.isRoot) {
            await this._readMore(Object.keys(this.model.wholeFields));
        }
        return super._getOnchangeValues(changes);
    }
}

/** A model that reads of a known record what is shown; of a new one, everything. */
export class PagedModel extends RelationalModel {
    static Record = PagedRecord;

    setup(params, services) {
        super.setup(params, services);
        this.pages = markRaw(params.pages);
        this.shownPages = markRaw({});
        for (const { notebook, name, hidden } of this.pages) {
            if (!hidden) {
                this.shownPages[notebook] ??= name;
            }
        }
        Object.assign(this.shownPages, params.state?.shownPages);
    }

    exportState() {
        return { ...super.exportState(), shownPages: { ...this.shownPages } };
    }

    _getNextConfig(currentConfig, params) {
        const config = super._getNextConfig(currentConfig, params);
        this.wholeFields ??= markRaw(config.activeFields);
        config.activeFields = config.resId ? this._shownFields() : this.wholeFields;
        return config;
    }

    /** Return the active fields outside the pages, and of those that are shown. */
    _shownFields() {
        const isShown = (page) => this.shownPages[page.notebook] === page.name;
        const shown = this.pages.filter(isShown).flatMap((page) => page.fields);
        const placed = new Set(this.pages.flatMap((page) => page.fields));
        shown.forEach((name) => placed.delete(name));
        const names = Object.keys(this.wholeFields).filter((name) => !placed.has(name));
        return pick(this.wholeFields, ...names);
    }

    _fieldsOf(name) {
        const fields = this.pages.find((page) => page.name === name)?.fields || [];
        return fields.filter((field) => field in this.wholeFields);
    }

    isPageRead(name) {
        return this._fieldsOf(name).every((field) => field in this.root.activeFields);
    }

    /** Have what a page shows read, now and whenever the form is read again. */
    openPage(name) {
        const page = this.pages.find((one) => one.name === name);
        if (page) {
            this.shownPages[page.notebook] = name;
        }
        return this.mutex.exec(() => this.root._readMore(this._fieldsOf(name)));
    }
}

/** A notebook that turns to a page once what it shows is read. */
export class PagedNotebook extends Notebook {
    static template = "clubs_ambition.PagedNotebook";

    setup() {
        super.setup();
        // The page shown may be another by itself: that of another record, or where
        // this one shows no more what it showed.
        useEffect(
            () => {
                this.readShown();
            },
            () => [this.state.currentPage, this.isRead]
        );
    }

    nameOf(pageIndex) {
        return this.pages.find(([id]) => id === pageIndex)?.[1].name;
    }

    get isRead() {
        return this.env.model.isPageRead(this.nameOf(this.state.currentPage));
    }

    async readShown() {
        const wasRead = this.isRead;
        await this.env.model.openPage(this.nameOf(this.state.currentPage));
        if (!wasRead && status(this) === "mounted") {
            this.render();
        }
    }

    async activatePage(pageIndex) {
        await this.env.model.openPage(this.nameOf(pageIndex));
        super.activatePage(pageIndex);
    }
}

export class PagedFormRenderer extends FormRenderer {
    static components = { ...FormRenderer.components, Notebook: PagedNotebook };
}

export class PagedFormController extends FormController {
    get modelParams() {
        const pages = viewPages(this.archInfo.xmlDoc, this.props.fields);
        return { ...super.modelParams, pages };
    }
}

/** A form whose pages are read when they are opened. */
export const pagedFormView = {
    ...formView,
    Controller: PagedFormController,
    Model: PagedModel,
    Renderer: PagedFormRenderer,
};

registry.category("views").add("club_paged_form", pagedFormView);
