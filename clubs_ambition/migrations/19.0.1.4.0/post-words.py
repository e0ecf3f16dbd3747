"""Words that were untrue or unlawful go from what installations may have changed.

A text is brought along only where nobody wrote another one.
"""

from odoo import SUPERUSER_ID, api

REASONS = {
    "club_refusal_reason_trial": {
        "name": ("Essai non concluant", "Immersion non concluante"),
        "message": (
            (
                "L'essai n'a pas été concluant. Faisons le point sur ce qui a bien marché "
                "et ce qui peut progresser."
            ),
            (
                "L'immersion n'a pas débouché sur une embauche. Faisons le point sur ce qui "
                "a bien marché et ce qui peut progresser."
            ),
        ),
    },
    "club_refusal_reason_interview": {
        "message": (
            (
                "L'entretien n'a pas convaincu cette fois. Reprenons-le ensemble : le "
                "prochain sera meilleur."
            ),
            (
                "L'entretien n'a pas convaincu cette fois. Reprenons-le ensemble pour "
                "préparer le prochain."
            ),
        ),
    },
    "club_refusal_reason_no_show": {
        "message": (
            (
                "L'employeur vous attendait à l'entretien. Parlons-en : nous préparerons "
                "ensemble le prochain rendez-vous."
            ),
            (
                "L'employeur nous dit que vous n'étiez pas à l'entretien. Parlons-en : nous "
                "préparerons ensemble le prochain rendez-vous."
            ),
        ),
    },
    "club_decline_reason_barrier": {
        "message": (
            (
                "Un frein est à lever avant un accompagnement intensif. Nous accueillerons "
                "volontiers la personne ensuite."
            ),
            (
                "Un accompagnement intensif n'est pas ce qui convient en ce moment. Nous "
                "accueillerons volontiers la personne plus tard."
            ),
        ),
    },
}
TEMPLATES = (
    "mail_template_session_invitation",
    "mail_template_session_moved",
    "mail_template_session_cancelled",
    "mail_template_candidacy_link",
    "mail_template_followup_link",
    "mail_template_thanks_link",
)


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    for xmlid, changes in REASONS.items():
        if reason := env.ref(f"clubs_ambition.{xmlid}", raise_if_not_found=False):
            for name, (old, new) in changes.items():
                if reason[name] == old:
                    reason[name] = new
    bring_templates(env, TEMPLATES)


def bring_templates(env, names):
    """Bring the mail templates that no user has changed to those shipped."""
    for name in names:
        template = env.ref(f"clubs_ambition.{name}", raise_if_not_found=False)
        if template and template.write_uid.id == SUPERUSER_ID:
            template.reset_template()
