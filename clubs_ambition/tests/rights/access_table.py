"""The access table as data: role × model × operation, before any record rule.

A row for each model of ours, dialogs too, and for each model of the stock that an
access or a rule of ours is about: r(ead) w(rite) c(reate) u(nlink). Who is not named
may nothing; what an employee may, every role may. Where a rule of ours looks at the
records, ``sight_table.py`` says which ones; fields with groups are in
``field_table.py``.
"""

from ..common import ROLES

NOBODY = {}
COACHES = {"animateur": "rwc", "manager": "rwc", "coordinator": "rwcu"}
READING_COACHES = dict.fromkeys(COACHES, "r")
REFERENCE = {
    **NOBODY,
    **dict.fromkeys((*ROLES, "employee"), "r"),
    "coordinator": "rwc",
}
DIALOG = dict.fromkeys(COACHES, "rwc")
LINES = dict.fromkeys(COACHES, "rwcu")
DIALOGS = {
    **dict.fromkeys(
        (
            "club.campaign.find",
            "club.candidacy.hire",
            "club.candidacy.refuse",
            "club.candidacy.send",
            "club.cohort.close",
            "club.district.check",
            "club.immersion.assess",
            "club.inbound.orient",
            "club.participant.end",
            "club.placement.break",
            "club.placement.reopen",
            "club.privacy.ask",
            "club.privacy.ask.line",
            "club.proposal",
            "club.stop.lift",
            "club.undelivered.correct",
            "club.week.review",
        ),
        DIALOG,
    ),
    **dict.fromkeys(
        (
            "club.campaign.find.line",
            "club.candidacy.send.line",
            "club.cohort.close.line",
            "club.participant.interview",
            "club.participant.interview.barrier",
            "club.programme.generate",
            "club.programme.generate.line",
            "club.proposal.line",
            "club.week.review.line",
            "club.week.review.next",
        ),
        LINES,
    ),
    "club.entry.correction": dict.fromkeys(("manager", "coordinator"), "rwc"),
    "club.orientation.give": {**DIALOG, "referent": "rwc"},
}
SCORING = {**READING_COACHES, "salesman": "r", "administrator": "r"}
STOCK = {
    "crm.activity.report": {"salesman": "r"},
    "crm.lead": {**COACHES, "salesman": "rwc", "sales_manager": "rwcu"},
    "crm.lead.lost": {**DIALOG, "salesman": "rwc"},
    **dict.fromkeys(
        ("crm.lead.scoring.frequency", "crm.lead.scoring.frequency.field"),
        SCORING,
    ),
    "crm.recurring.plan": {
        **READING_COACHES,
        "salesman": "r",
        "sales_manager": "rwcu",
    },
    "crm.stage": {"employee": "r", "coordinator": "rwc", "sales_manager": "rwcu"},
    "calendar.attendee": {"employee": "rwcu"},
    "crm.tag": {**DIALOG, "salesman": "rwc", "sales_manager": "rwcu"},
    "crm.team": {"employee": "r", "sales_manager": "rwcu"},
    "mail.notification": {"portal": "r", "employee": "rwc", "administrator": "rwcu"},
    "res.partner": {
        **DIALOG,
        "portal": "r",
        "employee": "r",
        "salesman": "rwc",
        "administrator": "rwcu",
    },
}
MATRIX = {
    **DIALOGS,
    **STOCK,
    "club.participant": {**NOBODY, **COACHES},
    "club.orientation": {**NOBODY, **READING_COACHES, "referent": "rwc"},
    "club.person": {**NOBODY, **COACHES},
    "club.person.doubt": {
        **NOBODY,
        **dict.fromkeys(("manager", "coordinator"), "rw"),
    },
    "club.participant.barrier": {
        **NOBODY,
        **dict.fromkeys(("animateur", "manager", "coordinator"), "rwcu"),
    },
    "club.candidacy": {**NOBODY, **COACHES},
    "club.placement": {**NOBODY, **COACHES},
    "club.followup": {**NOBODY, **COACHES},
    "club.financial.help": {**NOBODY, **COACHES},
    "club.financial.help.type": {
        **NOBODY,
        **dict.fromkeys(("animateur", "manager"), "r"),
        "coordinator": "rwc",
    },
    "club.offer": {**NOBODY, **COACHES},
    "club.contact": {**NOBODY, **COACHES},
    "club.charter.signature": {
        **NOBODY,
        "animateur": "rc",
        "manager": "rwc",
        "coordinator": "rwcu",
    },
    "club.campaign": {**NOBODY, **COACHES},
    "club.campaign.step": {**NOBODY, **READING_COACHES},
    "club.campaign.report": {**NOBODY, **READING_COACHES},
    "club.answer.key": NOBODY,
    "club.answer.handover": {
        **NOBODY,
        **dict.fromkeys(("animateur", "manager", "coordinator"), "rc"),
    },
    "club.inbound.attempt": NOBODY,
    "club.turn": NOBODY,
    "club.inbound.mail": {**NOBODY, **READING_COACHES},
    "club.undelivered": {**NOBODY, **READING_COACHES},
    "club.establishment.merge": {
        **NOBODY,
        **dict.fromkeys(("manager", "coordinator"), "rwc"),
    },
    "club.portfolio.reassign": {
        **NOBODY,
        **dict.fromkeys(("manager", "coordinator"), "rwc"),
    },
    "club.hand.over": {**NOBODY, "manager": "r", "coordinator": "r"},
    "club.absence": {
        **NOBODY,
        **READING_COACHES,
        "referent": "r",
        "data_officer": "r",
    },
    "club.absence.declare": {
        **NOBODY,
        **dict.fromkeys(("animateur", "manager", "coordinator"), "rwc"),
        **dict.fromkeys(("referent", "data_officer"), "rwc"),
    },
    "club.attendance": {**NOBODY, **COACHES},
    "club.closure": {
        **REFERENCE,
        **dict.fromkeys(("animateur", "manager", "coordinator"), "rwcu"),
    },
    "club.charter": {**REFERENCE, "coordinator": "rwcu"},
    "club.programme": {**REFERENCE, "manager": "rwc"},
    "club.programme.line": {
        **REFERENCE,
        **dict.fromkeys(("manager", "coordinator"), "rwcu"),
    },
    "club.objective.preset": REFERENCE,
    "club.renewal": {**NOBODY, **COACHES},
    "club.review": {**NOBODY, **COACHES},
    "club.answer.link": {
        **NOBODY,
        **dict.fromkeys(("animateur", "manager", "coordinator"), "r"),
    },
    "club.immersion": {**NOBODY, **COACHES},
    "club.session": {
        **NOBODY,
        **dict.fromkeys(("animateur", "manager", "coordinator"), "rwcu"),
        "referent": "r",
    },
    "club.objective": {
        **NOBODY,
        **dict.fromkeys(("animateur", "manager", "coordinator"), "rwcu"),
    },
    "club.cohort": {
        **NOBODY,
        "referent": "r",
        **dict.fromkeys(("animateur", "manager", "coordinator"), "rwc"),
    },
    "club.club": {**REFERENCE, "manager": "rw", "coordinator": "rwc"},
    "club.territory": {**REFERENCE, "coordinator": "rwcu"},
    "club.budget.line": {
        **NOBODY,
        "manager": "rwcu",
        "coordinator": "rwcu",
    },
    "club.funder": {
        **NOBODY,
        "manager": "rwc",
        "coordinator": "rwc",
    },
    **dict.fromkeys(
        ("club.kpi.stale", "club.kpi.span", "club.kpi.step", "club.kpi.tie"), NOBODY
    ),
    "club.kpi.report": {**NOBODY, **READING_COACHES},
    "club.committee.meeting": {
        **NOBODY,
        "observer": "r",
        "manager": "rwc",
        "coordinator": "rwcu",
    },
    **{
        f"club.committee.{name}": {
            **NOBODY,
            "observer": "r",
            "manager": "rwcu",
            "coordinator": "rwcu",
        }
        for name in ("decision", "attendee")
    },
    "club.pack": {**NOBODY, **dict.fromkeys(("manager", "coordinator"), "r")},
    "club.statement": {
        **NOBODY,
        **dict.fromkeys(("observer", "manager", "coordinator"), "r"),
    },
    "club.statement.publish": {
        **NOBODY,
        **dict.fromkeys(("manager", "coordinator"), "rwc"),
    },
    "club.bilan": {**NOBODY, **dict.fromkeys(("manager", "coordinator"), "rwc")},
    "club.export.log": {**NOBODY, "data_officer": "r", "coordinator": "r"},
    "club.privacy.sheet": {"data_officer": "rwc"},
    "club.privacy.look": {**NOBODY, "data_officer": "r"},
    "club.privacy.alert": {**NOBODY, "data_officer": "r", "coordinator": "r"},
    "club.privacy.consent": {**READING_COACHES, "data_officer": "r"},
    "club.privacy.notice": {**READING_COACHES, "data_officer": "r"},
    "club.privacy.wording": {
        **READING_COACHES,
        **dict.fromkeys(("coordinator", "data_officer"), "rwcu"),
    },
    "club.privacy.erasure": {**READING_COACHES, "data_officer": "r"},
    "club.privacy.erase": {"data_officer": "rwc"},
    "club.privacy.keep": DIALOG,
    "club.privacy.request": {**NOBODY, "data_officer": "rw"},
    "club.privacy.search": {**NOBODY, "data_officer": "r"},
    "club.privacy.find": {**NOBODY, "data_officer": "rwc"},
    "club.privacy.rectify": {**NOBODY, "data_officer": "rwc"},
    "club.privacy.settle": {**NOBODY, "data_officer": "rwc"},
    "club.security.check": {"coordinator": "r", "administrator": "r"},
    "club.seat": {**NOBODY, "coordinator": "r"},
    "club.caseload": {
        **NOBODY,
        "animateur": "r",
        "manager": "rw",
        "coordinator": "rwc",
    },
    **dict.fromkeys(
        (
            "club.barrier",
            "club.commune",
            "club.decline.reason",
            "club.department",
            "club.district",
            "club.education.level",
            "club.exit.reason",
            "club.naf",
            "club.need",
            "club.occupation",
            "club.refusal.reason",
            "club.region",
        ),
        REFERENCE,
    ),
}
