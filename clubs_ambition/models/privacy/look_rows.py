"""How consultations are kept: one line a user, a person and a day."""

KEEP = """
INSERT INTO club_privacy_look AS look (
            user_id, user_name, person_id, club_id, outside, day, times,
            first_at, last_at, opened_at, create_uid, create_date, write_uid, write_date)
     SELECT u.id, %(name)s, p.id, last.club_id,
            last.club_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM club_participant j
             LEFT JOIN club_club_animateur_rel r
                    ON r.club_id = j.club_id AND r.user_id = u.id
                 WHERE j.person_id = p.id
                   AND (r.user_id IS NOT NULL OR j.referent_id = u.id)),
            %(day)s, 1, %(now)s, %(now)s,
            CASE WHEN p.id = ANY(%(opened)s::int[]) THEN %(now)s::timestamp END,
            %(root)s, %(now)s, %(root)s, %(now)s
       FROM club_person p
       JOIN res_users u ON u.id = %(user)s AND NOT u.share
  LEFT JOIN LATERAL (
                SELECT j.club_id FROM club_participant j
                 WHERE j.person_id = p.id
              ORDER BY j.oriented_on DESC NULLS LAST, j.id DESC LIMIT 1) last ON TRUE
      WHERE p.id = ANY(%(people)s::int[])
   ORDER BY p.id
ON CONFLICT (user_id, person_id, day) DO UPDATE
        SET times = look.times + (look.last_at <= %(same)s)::int,
            last_at = excluded.last_at,
            opened_at = COALESCE(excluded.opened_at, look.opened_at)
      WHERE look.last_at <= %(same)s
         OR excluded.opened_at IS NOT NULL
            AND COALESCE(look.opened_at <= %(same)s, TRUE)
  RETURNING look.club_id, look.outside AND look.opened_at = %(now)s
"""

MERGE = """
WITH gone AS (DELETE FROM club_privacy_look WHERE person_id = %(gone)s RETURNING *)
INSERT INTO club_privacy_look AS look (
            user_id, user_name, person_id, club_id, outside, day, times,
            first_at, last_at, opened_at, create_uid, create_date, write_uid, write_date)
     SELECT user_id, user_name, %(kept)s, club_id, outside, day, times,
            first_at, last_at, opened_at, create_uid, create_date, write_uid, write_date
       FROM gone
ON CONFLICT (user_id, person_id, day) DO UPDATE
        SET times = look.times + excluded.times,
            first_at = LEAST(look.first_at, excluded.first_at),
            last_at = GREATEST(look.last_at, excluded.last_at),
            opened_at = GREATEST(look.opened_at, excluded.opened_at)
"""
