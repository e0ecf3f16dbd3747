import { registry } from "@web/core/registry";
import { calendarView } from "@web/views/calendar/calendar_view";

/** Odoo's calendar, in which what does not take place is grey as well as struck through. */
registry.category("views").add("club_calendar", calendarView);
