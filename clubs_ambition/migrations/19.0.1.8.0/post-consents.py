"""Let the messages to employers name people as far as they agree to it by now.

The templates are an administrator's: only what named somebody is replaced in them.
"""

OURS = ("mail_template_candidacy_link", "mail_template_thanks_link")
REPLACED = {
    "object.placement_id.person_id.name": (
        "object.placement_id.participant_id._profile_name()"
    ),
    't-out=\\"object.message\\"': 't-out=\\"object._shown_message()\\"',
}


def migrate(cr, version):
    if not version:
        return
    for old, new in REPLACED.items():
        cr.execute(
            """UPDATE mail_template template
                  SET body_html = replace(body_html::text, %s, %s)::jsonb
                 FROM ir_model_data data
                WHERE data.module = 'clubs_ambition' AND data.model = 'mail.template'
                  AND data.name = ANY(%s::text[]) AND data.res_id = template.id""",
            [old, new, list(OURS)],
        )
