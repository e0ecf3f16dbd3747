"""Write to somebody who is not expected any more without an ending in brackets."""

SAID = ("Vous n’êtes plus attendu(e) à", "Vous n'êtes plus attendu(e) à")
SAYS = "Nous ne vous attendons plus à"


def migrate(cr, _version):
    """Change the sentence where nobody wrote it anew: the template is the club's."""
    cr.execute(
        """UPDATE mail_template mail
              SET body_html = jsonb_set(body_html, '{fr_FR}', to_jsonb(
                  replace(replace(body_html->>'fr_FR', %s, %s), %s, %s)))
             FROM ir_model_data data
            WHERE data.module = 'clubs_ambition' AND data.model = 'mail.template'
              AND data.name = 'mail_template_session_off' AND data.res_id = mail.id
              AND body_html->>'fr_FR' LIKE '%%attendu(e)%%'""",
        [SAID[0], SAYS, SAID[1], SAYS],
    )
