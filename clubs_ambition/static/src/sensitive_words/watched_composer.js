import { Composer } from "@mail/core/common/composer";
import { patch } from "@web/core/utils/patch";
import { isAboutPeople, sentencesOf } from "./watched";

/** What is written in the thread of somebody, or of an employer, is looked at as well. */
patch(Composer.prototype, {
    get clubSentences() {
        const about = isAboutPeople(this.thread?.model);
        return about ? sentencesOf(this.props.composer.composerText) : [];
    },
});
