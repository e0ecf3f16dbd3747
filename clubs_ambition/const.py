"""Facts shared by several models, each with its source."""

MODULE = "clubs_ambition"
"""Technical name of the addon: what the registry says that a model or a field is from."""

TEXTS = ("char", "text", "html")
"""Types of the fields in which people write."""

SEATS = 15
"""Job seekers in a group, and simultaneous journeys of one animateur (seed)."""

SEATS_MOST = 500
"""Each seat is a row: more than any room has would only slow a group down."""

JOURNEY_MONTHS = 3
"""Length of a journey, in calendar months; a renewal adds as many at most (seed)."""

DURABLE_MONTHS = 6
"""A fixed-term contract is durable from six months on (Dares, AIJ evaluation)."""

EXPIRY_DAYS = 60
"""Days without an answer after which a candidacy is considered unanswered."""

QUIET_DAYS = 7
"""Days without a candidacy after which a journey's card says so (seed's rhythm)."""

CHASE_DAYS = 8
"""Days since the sending from which an unanswered candidacy is chased: a week has
passed, and the reminder that leaves by itself on day 7 too."""

BUDGET = 60_000
"""Euros a club costs (seed); read as a yearly amount."""

CONTRACT_KINDS = [
    ("cdi", "Permanent contract"),
    ("cdd", "Fixed-term contract"),
    ("temp", "Temporary work"),
    ("work_study", "Work-study contract"),
    ("training", "Training"),
    ("business", "Business creation"),
    ("civil_service", "Civic service"),
]
"""What a person leaves for. CDD, CDI and qualifying training are the seed's own
positive exits; the others are counted as employment, as Dares and the IAE do."""

CHANNELS = [
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("visit", "Visit"),
    ("fair", "Job fair"),
    ("spontaneous", "Spontaneous application"),
    ("charter", "Charter signatory"),
    ("inbound", "Inbound request"),
]

PROSPECTING_MODES = [
    ("useful_offers", "Useful offers"),
    ("pooled_profiles", "Pooled profiles"),
    ("named_profile", "Named profile"),
]
"""Collect useful offers, promote several profiles at once, or one person by name: the
three modes measured by Pôle emploi."""

OUTCOMES = [
    ("reached", "Reached"),
    ("not_reachable", "Not reachable"),
    ("call_back", "Call back"),
    ("visit", "Visit agreed"),
    ("offer", "Has an offer"),
    ("profile", "Takes a profile"),
    ("referred", "Sends to a colleague"),
    ("not_for_me", "Not for them"),
    ("answered", "Already answered"),
]
"""Result of one contact with an employer (shared vocabulary of the call sheet)."""

MILESTONES = [
    ("day_8", "Day 8"),
    ("month_1", "Month 1"),
    ("month_3", "Month 3"),
    ("month_6", "Month 6"),
]

ENGAGEMENT_VERSION = "2026-12"
"""Wording of the club's charter in force: a text that changes takes a new number."""

REMIND_DAYS = 10
"""Days after which a renewal still undecided is called to mind again."""

ANSWER_ACTIVITY = "clubs_ambition.mail_activity_type_answer"
"""Type of the activity that tells an animateur of an answer given by link."""

ANSWER_WAYS = [
    ("link", "Link sent by e-mail"),
    ("handed", "Link handed over by the club"),
]
"""How an answer by link came: by a mail, which proves who answers, or not."""

YEAR_DAYS = 365
"""The last 12 months are as many days, until the cut-off (views: today -364d)."""

TIMEZONE = "Europe/Paris"
OVERSEAS_TIMEZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
    "989": "Etc/GMT+8",
}
"""Hours of a club are those of its department (IANA names), out of Europe."""

COACH = "clubs_ambition.group_clubs_animateur"
"""Group of whoever coaches people: fields of a journey that only they read name it."""

OFFICER = "clubs_ambition.group_clubs_data_officer"
"""Group of the data protection officer."""

MANAGER = "clubs_ambition.group_clubs_manager"
"""Group of who manages clubs: fields of the clubs' money name it."""

SEATED = ("admitted", "active")
"""States of a journey that holds a seat of a group."""

ENDED = ("exited", "declined", "withdrawn")
"""States of a journey that is over."""

ASIDE = ("cancelled", "left")
"""Answers of whoever is on no list: the club cancelled, or the person left the group."""

ON_LIST = [("state", "!=", "left")]
"""Domain of the lines of the lists of sessions."""

PENDING = ("draft", "sent", "interview", "trial")
"""States of a candidacy that waits for an answer."""

FUNNEL = ("draft", "sent", "interview", "trial", "hired")
"""States of a candidacy on its way to a hire, in order."""

RECEIVABLE = ("sent", "interview", "trial", "expired", "refused")
"""States of a candidacy whose employer may still answer by link."""

STARTED = ("running", "done", "partial")
"""States of an immersion that took place, whole or in part."""

SESSION_KINDS = [
    ("information", "Information meeting"),
    ("techniques", "Job-search techniques"),
    ("group", "Group work"),
    ("thematic", "Thematic morning"),
    ("interview", "Individual interview"),
    ("forum", "Forum or visit"),
]

GROUP_KINDS = ("techniques", "group", "thematic", "forum")
"""What counts as a group session of the week (seed: at least three)."""

CONSENTS = [
    ("profile", "Profile shown to employers, without name"),
    ("named", "Name and CV shown to employers"),
    ("email", "E-mails from the club"),
    ("sms", "Text messages from the club"),
    ("photo", "Photo"),
    ("outcome", "Outcome told to who oriented the person"),
    ("sensitive", "Health and legal matters written down"),
]
"""What a person agrees to, or not, each on its own."""

ASKED_FIRST = ("named", "photo", "outcome")
"""Nothing of it before a yes. The others are the coaching itself, until a no."""

CONSENT_WAYS = [
    ("oral", "Said"),
    ("paper", "Signed paper"),
    ("message", "Written message"),
    ("merge", "Merging of two records"),
    ("unknown", "Not recorded then"),
]
"""How a person said so; the last two are said by our code alone."""
