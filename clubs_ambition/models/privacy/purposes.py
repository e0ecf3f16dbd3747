"""Why data about somebody is kept, on which basis, how long: the one list of purposes.

Bases are those of GDPR article 6 (and 9 for health); the data officer's own register
says the same. Months count from what is said; 0: as long as what it goes with.
"""

from odoo.tools import LazyTranslate

from ...utils.personal_data import Purpose

_lt = LazyTranslate(__name__)

MISSION = _lt("Mission of public interest (GDPR, article 6.1.e)")
HEALTH = _lt(
    "Mission of public interest (article 6.1.e); health: explicit consent (article "
    "9.2.a), asked at the admission interview; whoever types or imports it vouches for it"
)
DUTY = _lt("Legal obligation (GDPR, article 6.1.c)")
INTEREST = _lt("Legitimate interest (GDPR, article 6.1.f)")
CONSENT = _lt("Consent (GDPR, article 6.1.a)")

LAST_CONTACT = _lt("the last contact with the person")
LAST_EMPLOYER_CONTACT = _lt("the last contact with the employer")
THE_DAY = _lt("the day it was recorded")
THE_RECORD = _lt("as long as the record it goes with")
THE_ACCOUNT = _lt("the day the account was shut")

PURPOSES = {
    "identity": Purpose(
        _lt("Know who somebody is, once for all clubs, and reach them"),
        MISSION,
        24,
        LAST_CONTACT,
    ),
    "orientation": Purpose(
        _lt("Answer who oriented somebody to a club"), MISSION, 24, LAST_CONTACT
    ),
    "eligibility": Purpose(
        _lt("Check that a club is open to somebody: age, district, education"),
        MISSION,
        24,
        LAST_CONTACT,
    ),
    "barriers": Purpose(
        _lt("Know what hinders the way to a job, health included, and what helps"),
        HEALTH,
        24,
        LAST_CONTACT,
    ),
    "journey": Purpose(
        _lt("Accompany a job seeker: project, weeks, objectives, reviews, end"),
        MISSION,
        24,
        LAST_CONTACT,
    ),
    "sessions": Purpose(
        _lt("Convene people to sessions and know who came"), MISSION, 24, LAST_CONTACT
    ),
    "candidacies": Purpose(
        _lt("Present a profile to employers and follow the answer"),
        MISSION,
        24,
        LAST_CONTACT,
    ),
    "immersions": Purpose(
        _lt("Draw up and follow the agreement of an immersion (Labour code, L5135-1)"),
        DUTY,
        24,
        LAST_CONTACT,
    ),
    "placements": Purpose(
        _lt("Follow a job or a training until its sixth month"),
        MISSION,
        24,
        LAST_CONTACT,
    ),
    "helps": Purpose(
        _lt("Account for the financial helps given"), MISSION, 24, LAST_CONTACT
    ),
    "links": Purpose(
        _lt("Let employers and participants answer by a personal link"),
        MISSION,
        24,
        LAST_CONTACT,
    ),
    "exchanges": Purpose(
        _lt("Keep what was written to somebody, and about them, with its files"),
        MISSION,
        24,
        LAST_CONTACT,
    ),
    "figures": Purpose(
        _lt(
            "Count: the indicators read it of journeys, once nobody can be told by it "
            "any more; it stays as they read it, so that no figure moves"
        ),
        MISSION,
        0,
        THE_RECORD,
    ),
    "network": Purpose(
        _lt("Know whom to talk to at an employer, and who did last"),
        INTEREST,
        24,
        LAST_EMPLOYER_CONTACT,
    ),
    "prescribers": Purpose(
        _lt("Know who orients people, and answer them"),
        MISSION,
        24,
        _lt("the last orientation"),
    ),
    "accompaniment": Purpose(
        _lt("Know who at the clubs accompanies whom, and who decided"),
        MISSION,
        24,
        LAST_CONTACT,
    ),
    "team": Purpose(
        _lt("Say who works in which club, and what each may see"),
        MISSION,
        24,
        THE_ACCOUNT,
    ),
    "traces": Purpose(_lt("Know who wrote what, and when"), MISSION, 0, THE_RECORD),
    "security": Purpose(
        _lt("Know who opened or took out what: exports, consultations, connections"),
        DUTY,
        12,
        THE_DAY,
    ),
    "imports": Purpose(
        _lt("Bring in lists of people: the file goes once it is read"),
        MISSION,
        0,
        _lt("a day at most"),
    ),
    "dialogs": Purpose(
        _lt("Ask before something is done: what was typed goes with the dialog"),
        MISSION,
        0,
        _lt("a day at most"),
    ),
    "steering": Purpose(
        _lt("Prepare the steering committees and keep what they decided"),
        MISSION,
        0,
        THE_RECORD,
    ),
    "rights": Purpose(
        _lt("Serve what people ask about their data, and prove it was served"),
        DUTY,
        60,
        THE_DAY,
    ),
    "consents": Purpose(
        _lt("Prove what somebody agreed to, was told, and took back"),
        CONSENT,
        24,
        LAST_CONTACT,
    ),
}
