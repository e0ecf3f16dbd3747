-- An animateur for each club that has none; without a password, they open nothing.
CREATE TABLE bench_user AS
SELECT club.id AS club_id, 'animateur' || club.id AS login
  FROM club_club club
 WHERE club.id NOT IN (SELECT club_id FROM club_club_animateur_rel);
INSERT INTO res_partner (
       name, complete_name, type, active, is_company, lang, tz, partner_share,
       create_date, write_date, create_uid, write_uid)
SELECT login, login, 'contact', TRUE, FALSE, 'fr_FR', 'Europe/Paris', FALSE, now(), now(),
       %(uid)s, %(uid)s
  FROM bench_user;
INSERT INTO res_users (
       login, partner_id, company_id, active, share, notification_type, create_date,
       write_date, create_uid, write_uid)
SELECT u.login, p.id, company.id, TRUE, FALSE, 'email', now(), now(), %(uid)s, %(uid)s
  FROM bench_user u
  JOIN res_partner p ON p.name = u.login
 CROSS JOIN (SELECT min(id) AS id FROM res_company) company;
INSERT INTO res_company_users_rel (cid, user_id)
SELECT company_id, id FROM res_users WHERE login IN (SELECT login FROM bench_user);
INSERT INTO res_groups_users_rel (gid, uid)
SELECT known.res_id, u.id
  FROM res_users u
 CROSS JOIN ir_model_data known
 WHERE u.login IN (SELECT login FROM bench_user)
   AND known.module = 'clubs_ambition' AND known.name = 'group_clubs_animateur';
INSERT INTO club_club_animateur_rel (club_id, user_id)
SELECT b.club_id, u.id FROM bench_user b JOIN res_users u ON u.login = b.login;
DROP TABLE bench_user;
