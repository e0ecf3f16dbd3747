import { registry } from "@web/core/registry";

/** The animateur's morning: the board, an attendance, an objective of the week. */
registry.category("web_tour.tours").add("clubs_ambition_week", {
    steps: () => [
        {
            content: "the board opens with the group, a week where nothing happened in red",
            trigger: ".o_club_grid tr:contains(Lina Martin) .o_club_empty",
        },
        {
            content: "a session of this morning waits for its attendance",
            trigger: ".o_club_today button:has(.text-bg-danger):contains(CV)",
            run: "click",
        },
        {
            content: "one tap: absent",
            trigger: ".o_club_roll_line:contains(Lina Martin) [data-answer=absent]",
            run: "click",
        },
        {
            content: "it is kept",
            trigger:
                ".o_club_roll_line:contains(Lina Martin) [data-answer=absent][aria-pressed=true]",
        },
        {
            content: "everybody else is there",
            trigger: "button:contains(All present)",
            run: "click",
        },
        {
            trigger: ".o_club_present:contains(1 / 2)",
        },
        {
            trigger: ".o_club_close",
            run: "click",
        },
        {
            content: "the session is closed",
            trigger: ".badge:contains(Attendance closed)",
        },
        {
            content: "back to the board",
            trigger: ".breadcrumb-item a, .o_back_button",
            run: "click",
        },
        {
            content: "nothing is to be closed any more",
            trigger: ".o_club_today:not(:has(.text-bg-danger))",
        },
        {
            content: "the week of Lina",
            trigger: ".o_club_grid tr:contains(Lina Martin) .o_club_now .o_club_cell",
            run: "click",
        },
        {
            trigger:
                ".modal [name=next_ids] .o_field_x2many_list_row_add a, .modal [name=next_ids] .o_field_x2many_list_row_add button",
            run: "click",
        },
        {
            content: "her objective, in her words",
            trigger: ".modal [name=next_ids] [name=name] input",
            run: "edit Call three bakeries",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "the board counts it at once",
            trigger:
                "body:not(:has(.modal)) .o_club_grid tr:contains(Lina Martin) .o_club_now .o_club_cell:contains(0/1)",
        },
    ],
});
