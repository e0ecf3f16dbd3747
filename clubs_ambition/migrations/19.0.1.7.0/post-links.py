"""Take the secrets out of the mails that wait: each gets a new one as it leaves."""

ADDRESS = r"(clubs(/|%2F)reponse(/|%2F))[^[:space:]\"'<>&\\)\]]+"


def migrate(cr, version):
    if not version:
        return
    cr.execute("ALTER TABLE club_answer_link DROP COLUMN IF EXISTS nonce")
    cr.execute(
        r"""UPDATE mail_mail m
               SET body_html = regexp_replace(m.body_html, %s, '\1-', 'gi'),
                   club_link_id = l.id
              FROM mail_message g
              LEFT JOIN club_answer_link l ON l.id = g.res_id
             WHERE g.id = m.mail_message_id AND g.model = 'club.answer.link'
               AND m.body_html ~* 'clubs/reponse/'""",
        [ADDRESS],
    )
    cr.execute(
        r"""UPDATE mail_mail
               SET body_html = regexp_replace(body_html, %s, '\1-', 'gi')
             WHERE body_html ~* 'clubs(/|%%2F)reponse(/|%%2F)[^-]'""",
        [ADDRESS],
    )
