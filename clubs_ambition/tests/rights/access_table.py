"""The access table as data: role × model × operation."""

from ..common import ROLES

EVERYBODY = (*ROLES, "portal", "employee")

# What the access table itself allows (r w c u), before any record rule.
NOBODY = dict.fromkeys(EVERYBODY, "")
COACHES = {"animateur": "rwc", "manager": "rwc", "coordinator": "rwcu"}
READING_COACHES = dict.fromkeys(COACHES, "r")
REFERENCE = {
    **NOBODY,
    **dict.fromkeys((*ROLES, "employee"), "r"),
    "coordinator": "rwc",
}
MATRIX = {
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
    "club.establishment.merge": {
        **NOBODY,
        **dict.fromkeys(("manager", "coordinator"), "rwc"),
    },
    "club.portfolio.reassign": {
        **NOBODY,
        **dict.fromkeys(("manager", "coordinator"), "rwc"),
    },
    "club.attendance": {**NOBODY, **COACHES},
    "club.closure": {
        **REFERENCE,
        **dict.fromkeys(("animateur", "manager", "coordinator"), "rwcu"),
    },
    "club.programme": {**REFERENCE, "manager": "rwc"},
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
    "crm.lead": {**NOBODY, **COACHES},
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
    "club.pack": {
        **NOBODY,
        **dict.fromkeys(("observer", "manager", "coordinator"), "r"),
    },
    "club.export.log": {**NOBODY, "data_officer": "r", "coordinator": "r"},
    "club.bilan": {
        **NOBODY,
        **dict.fromkeys(("observer", "manager", "coordinator"), "rwc"),
    },
    "club.security.check": {**NOBODY, "coordinator": "r"},
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
