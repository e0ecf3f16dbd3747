"""Which records each role reads, writes, creates and deletes, by rights and rules.

A row for each model that a record rule of ours is about; its records are made by
``table_records.py``. *own* is of the club of who looks (its region's, for a manager),
*far* of a club of another region; a letter that is not named is refused. Who is not
named reads as ``role_table.READS_AS`` says; an animateur of no club, as any employee.
"""

ALL = "*"
"""Every record of the model."""

READ_OWN = {
    "animateur": {"own": "r"},
    "manager": {"own": "r"},
    "coordinator": {ALL: "r"},
}
RUN_OWN = {
    "animateur": {"own": "rwc"},
    "manager": {"own": "rwc"},
    "coordinator": {ALL: "rwcu"},
}
KEEP_OWN = {
    "animateur": {"own": "rwcu"},
    "manager": {"own": "rwcu"},
    "coordinator": {ALL: "rwcu"},
}
SHARED = {
    # the network of employers: read by all who coach, changed by its club
    "animateur of no club": {ALL: "r"},
    "animateur": {"own": "rwc", "far": "r"},
    "manager": {"own": "rwc", "far": "r"},
    "coordinator": {ALL: "rwcu"},
}
COMMITTEE = {
    "observer": {ALL: "r"},
    "observer here": {"own": "r"},
    "manager": {"own": "rwcu"},
    "coordinator": {ALL: "rwcu"},
}

SIGHT = {
    # === WHO IS COACHED === #
    "club.participant": RUN_OWN,
    "club.person": {
        # *alone*: typed by who has no club; *handed*: coached elsewhere since
        "animateur of no club": {"alone": "rwc"},
        "animateur": {"own recent": "rwc"},
        "manager": {"own recent": "rwc"},
        "coordinator": {ALL: "rwcu"},
    },
    "club.person.doubt": {
        # a pair is seen by who sees both of it; what one settled, by them
        "manager": {"both settled": "rw"},
        "coordinator": {ALL: "rw"},
    },
    "club.orientation": {
        "referent": {"oriented": "rwc"},  # theirs, no other referent's
        "referent and animateur": {"own recent": "r"},
        "animateur": {"own recent": "r"},
        "manager": {"own recent": "r"},
        "coordinator": {ALL: "r"},
    },
    "club.answer.link": {
        # an employer's stays; a person's goes with the person
        "animateur": {"own recent own_employer": "r"},
        "manager": {"own recent own_employer": "r"},
        "coordinator": {ALL: "r"},
    },
    "club.undelivered": {
        # as a link: to an employer, it stays; to a person, it goes with the person
        "animateur": {"own recent own_employer": "r"},
        "manager": {"own recent own_employer": "r"},
        "coordinator": {ALL: "r"},
    },
    "club.privacy.consent": {
        "animateur": {"own recent": "r"},
        "manager": {"own recent": "r"},
        "coordinator": {ALL: "r"},
        "data_officer": {ALL: "r"},
    },
    "club.privacy.notice": {
        # an employer's contact is of the network that all who coach share
        "animateur of no club": {"contact": "r"},
        "animateur": {"own recent contact": "r"},
        "manager": {"own recent contact": "r"},
        "coordinator": {ALL: "r"},
        "data_officer": {ALL: "r"},
    },
    **dict.fromkeys(
        (
            "club.attendance",
            "club.candidacy",
            "club.financial.help",
            "club.followup",
            "club.immersion",
            "club.placement",
            "club.renewal",
            "club.review",
        ),
        RUN_OWN,
    ),
    **dict.fromkeys(("club.objective", "club.participant.barrier"), KEEP_OWN),
    "club.session": {
        # a referent reads the dates of the groups, never whom an interview is with
        "referent": {"own_group far_group": "r"},
        "animateur": {"own own_group": "rwcu"},
        "manager": {"own own_group": "rwcu"},
        "coordinator": {ALL: "rwcu"},
    },
    # === CLUBS === #
    "club.club": {
        "employee": {ALL: "r"},
        "manager": {"own": "rw", "far": "r"},
        "coordinator": {ALL: "rwc"},
    },
    "club.cohort": {
        "referent": {ALL: "r"},
        "animateur of no club": {ALL: "r"},
        "animateur": {"own": "rwc", "far": "r"},
        "manager": {"own": "rwc", "far": "r"},
        "coordinator": {ALL: "rwc"},
    },
    "club.closure": {
        "employee": {ALL: "r"},
        "animateur": {"own": "rwcu", "far": "r"},
        "manager": {"own": "rwcu", "far": "r"},
        "coordinator": {ALL: "rwcu"},
    },
    "club.caseload": {
        # *mate*: of a colleague of the club
        "animateur": {"own mate": "r"},
        "manager": {"own mate": "rw"},
        "coordinator": {ALL: "rwc"},
    },
    "club.budget.line": {
        "manager": {"own": "rwcu"},
        "coordinator": {ALL: "rwcu"},
    },
    # === EMPLOYERS === #
    "club.offer": SHARED,
    "club.contact": SHARED,
    "club.charter.signature": {
        # *place*: signed with a territory; *crossed*: a club's of another region, too
        "animateur of no club": {ALL: "r"},
        "animateur": {"own": "rc", "far own_place far_place crossed": "r"},
        "manager": {"own own_place": "rwc", "far far_place crossed": "r"},
        "coordinator": {ALL: "rwcu"},
    },
    "club.campaign": RUN_OWN,
    "club.campaign.step": READ_OWN,
    "club.campaign.report": READ_OWN,
    "club.inbound.mail": READ_OWN,
    # === STEERING === #
    "club.committee.meeting": {**COMMITTEE, "manager": {"own": "rwc"}},
    "club.committee.decision": COMMITTEE,
    "club.committee.attendee": COMMITTEE,
    "club.pack": {"manager": {"own": "r"}, "coordinator": {ALL: "r"}},
    "club.statement": {
        "observer": {ALL: "r"},
        "observer here": {"own": "r"},
        "manager": {"own": "r"},
        "coordinator": {ALL: "r"},
    },
    "club.privacy.erasure": {
        # *done*: of the club, and nobody's any more
        "animateur": {"own": "r"},
        "manager": {"own": "r"},
        "coordinator": {"own far": "r"},
        "data_officer": {ALL: "r"},
    },
    "club.absence": {
        # *apart*: the referent's own, of no club
        **READ_OWN,
        "referent": {"apart": "r"},
        "referent and animateur": {"own": "r"},
    },
    "club.hand.over": {"manager": {"own": "r"}, "coordinator": {ALL: "r"}},
    "club.kpi.report": READ_OWN,
    "club.security.check": {
        # its lines are of who opened the page
        "coordinator": {"own": "r"},
        "administrator": {"theirs": "r"},
        "salesman and coordinator": {},
    },
    # === STOCK === #
    "crm.lead": {
        # *sold*: the salesman's, of no club; *free*: nobody's; *kept*: another's
        **RUN_OWN,
        "coordinator": {"own far": "rwcu"},
        "salesman": {"sold free": "rwc"},
        "sales_manager": {"sold free kept": "rwcu"},
        "salesman and coordinator": {"own far": "rwcu", "free": "rwc"},
    },
    "crm.activity.report": {
        "salesman": {"sold free": "r"},
        "sales_manager": {"sold free kept": "r"},
        "sales_manager and animateur": {"own sold free kept": "r"},
        "salesman and coordinator": {"own far free": "r"},
    },
    "crm.team": {
        "employee": {ALL: "r"},
        "sales_manager": {"own far": "r", "stock": "rwcu"},
    },
    "res.partner": {
        # *employer* and who works there; *stock*: any other contact
        "employee": {ALL: "r"},
        "referent": {"stock": "r"},
        "animateur": {ALL: "rwc"},
        "animateur of no club": {ALL: "rwc"},
        "manager": {ALL: "rwc"},
        "coordinator": {ALL: "rwc"},
        "salesman": {ALL: "rwc"},
        "sales_manager": {ALL: "rwc"},
        "administrator": {ALL: "rwcu"},
    },
    "calendar.attendee": {
        # of a meeting: *employer* and who works there; *stock*: any other contact
        "employee": {ALL: "rwcu"},
        "referent": {"stock": "rwcu"},
    },
    "mail.notification": {
        # *told*: to a contact; *addressed*: to an address; *written*: by the officer
        "employee": {"told": "rc", "addressed written": "c"},
        "data_officer": {"told written": "rc", "addressed": "c"},
        "administrator": {"told": "rcu", "addressed written": "cu"},
    },
}
