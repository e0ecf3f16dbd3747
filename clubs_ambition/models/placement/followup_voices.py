"""What the person, the employer and the club each say of a hire, and what counts."""

PARTIES = ("person", "employer")
"""Who may be asked, and answers for itself."""

VOICES = (*PARTIES, "club")
"""Who may speak: the club too, by a card moved or a contradiction settled."""

ANSWERS = [
    ("in_post", "Still in post"),
    ("other_employer", "Other employer"),
    ("not_in_work", "Not in work"),
    ("no_answer", "No answer"),
]
SOURCES = {"employer": ("employer",), "both": PARTIES, "board": ("club",)}
"""Whose answer is written when only its source is said; else the person's."""

FAVOUR = ("not_in_work", "other_employer", "in_post")
"""From the less to the more favourable: doubt never makes a figure better."""

COMPLETE = {"person": "other_employer", "employer": "not_in_work"}
"""Gone from there, at work elsewhere: both are right, the person knows more."""


def weigh(said):
    """Return ``(answer, who is behind it, contradicted)`` of what each voice said.

    :param said: ``{voice: answer}``
    """
    answers = set(said.values())
    if len(answers) <= 1:
        return next(iter(answers), False), list(said), False
    if said == COMPLETE:
        return COMPLETE["person"], ["person"], False
    return min(answers, key=FAVOUR.index), list(said), True


def source_of(voices):
    """Return the source that screens show for those who are behind an answer."""
    if set(PARTIES) <= set(voices):
        return "both"
    if not voices:
        return False
    return "board" if voices[0] == "club" else voices[0]


def as_voices(vals, today):
    """Give an answer to whoever gave it, dated; what counts follows from it.

    :param vals: values of a follow-up, as a screen or a card writes them
    :return: the same with the answer, its day and its way in the fields of a voice
    """
    vals = dict(vals)
    if "answer" in vals:
        answer = vals.pop("answer")
        day = vals.pop("answered_on", False)
        source = vals.pop("source", False)
        for voice in SOURCES.get(source, ("person",)) if answer else VOICES:
            vals[f"{voice}_answer"] = answer
            if day and answer:
                vals[f"{voice}_answered_on"] = day
    for voice in VOICES:
        if f"{voice}_answer" not in vals:
            continue
        if not vals[f"{voice}_answer"]:
            vals[f"{voice}_answered_on"] = False
        elif not vals.get(f"{voice}_answered_on"):
            vals[f"{voice}_answered_on"] = today
        if voice in PARTIES:
            vals.setdefault(f"{voice}_via", vals[f"{voice}_answer"] and "phone")
    return vals
