"""Keep the secrets of links as hashes, and take their addresses out of messages."""

from odoo.tools.sql import column_exists

ADDRESS = r"(clubs(/|%2F)reponse(/|%2F))[^[:space:]\"'<>&\\)\]]+"


def migrate(cr, version):
    if not version:
        return
    if column_exists(cr, "club_answer_link", "nonce"):
        keep_hashes(cr)
    forget_addresses(cr)
    mend_templates(cr)
    settle_cancelled_hires(cr)


def keep_hashes(cr):
    """Addresses that left already stay good: their secret is known by its hash.

    Messages told them: what is answered by one proves nothing about who answers.
    """
    cr.execute(
        """INSERT INTO club_answer_key (link_id, digest, way, create_date, write_date)
           SELECT id, encode(sha256(convert_to(nonce, 'UTF8')), 'hex'),
                  'handed', create_date, create_date
             FROM club_answer_link
           ON CONFLICT DO NOTHING"""
    )


def forget_addresses(cr):
    cr.execute(
        r"""UPDATE mail_message SET body = regexp_replace(body, %s, '\1-', 'gi')
             WHERE body ~* 'clubs(/|%%2F)reponse(/|%%2F)'""",
        [ADDRESS],
    )
    cr.execute(
        r"""UPDATE mail_mail
               SET body_html = regexp_replace(body_html, %s, '\1-', 'gi')
             WHERE state NOT IN ('outgoing', 'exception')
               AND body_html ~* 'clubs/reponse/'""",
        [ADDRESS],
    )
    cr.execute(
        """UPDATE mail_mail m SET auto_delete = TRUE
             FROM mail_message g
            WHERE g.id = m.mail_message_id AND g.model = 'club.answer.link'"""
    )


def mend_templates(cr):
    """The text of a template may be the user's own: only the address is replaced."""
    cr.execute(
        """UPDATE mail_template
              SET auto_delete = TRUE,
                  body_html = replace(
                      body_html::text, 'object.url', 'ctx.get(''club_address'')'
                  )::jsonb
            WHERE model = 'club.answer.link'"""
    )


def settle_cancelled_hires(cr):
    """A hire cancelled since the employer told it is not one to confirm."""
    cr.execute(
        """UPDATE club_candidacy c SET employer_answer = NULL
            WHERE employer_answer = 'hired' AND state != 'hired'
              AND EXISTS (SELECT FROM club_placement p WHERE p.candidacy_id = c.id)"""
    )
