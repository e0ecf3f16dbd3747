"""Something to do for each job of the clubs, in the demo; read after ``two_cursors``."""

from freezegun import freeze_time

from odoo.addons.clubs_ambition.utils import clock

DUE = (
    """UPDATE club_candidacy SET sent_on = NOW()::date - 70, answered_on = NULL
        WHERE state = 'sent' AND id IN (
              SELECT id FROM club_candidacy WHERE state = 'sent' ORDER BY id DESC LIMIT 5)""",
    """UPDATE club_answer_link SET create_date = create_date - INTERVAL '8 days',
              reminder_count = 0 WHERE kind = 'candidacy' AND answered_on IS NULL""",
    "UPDATE crm_lead SET basket = 'quiet' WHERE club_campaign_id IS NOT NULL",
    """UPDATE club_placement SET date_start = NOW()::date - 10, thanked_on = NULL
        WHERE active AND state != 'broken' AND kind IN ('cdi', 'cdd')""",
    """UPDATE res_partner SET email = 'rh-' || id || '@example.org',
              email_normalized = 'rh-' || id || '@example.org'
        WHERE id IN (SELECT partner_id FROM club_placement)""",
    """UPDATE club_followup SET due_on = NOW()::date - 2
        WHERE answer IS NULL AND person_answer IS NULL AND employer_answer IS NULL
          AND placement_id IN (
              SELECT id FROM club_placement WHERE active AND state != 'broken')""",
    "UPDATE club_renewal SET reminded_on = NOW()::date - 20 WHERE state = 'pending'",
    """UPDATE club_session SET start = NOW() - INTERVAL '2 days',
              stop = NOW() - INTERVAL '47 hours'
        WHERE id IN (SELECT id FROM club_session WHERE state = 'planned'
                        AND participant_id IS NULL ORDER BY id LIMIT 3)""",
    "DELETE FROM mail_activity WHERE res_model IN ('club.session', 'club.committee.meeting')",
    "UPDATE club_committee_meeting SET state = 'cancelled' WHERE state = 'planned'",
)


def make_due(env):
    """Have each job find something to do."""
    _send_links(env)
    _plan_erasure(env)
    env.flush_all()
    for query in DUE:
        env.cr.execute(query)
    env.invalidate_all()
    env.cr.commit()


def _send_links(env):
    sent = env["club.candidacy"].search([("state", "=", "sent")], limit=5)
    for one in sent:
        env["club.answer.link"].create(
            {
                "kind": "candidacy",
                "club_id": one.club_id.id,
                "user_id": one.club_id.animateur_ids[:1].id,
                "partner_id": one.partner_id.id,
                "email": "rh@example.org",
                "candidacy_ids": one.ids,
            }
        )


def _plan_erasure(env):
    """Plan for today the erasure of two people whose journeys are over."""
    journeys = env["club.participant"].search([("state", "=", "exited")], limit=2)
    people = journeys.person_id
    values = {
        "reason": "request",
        "state": "announced",
        "erase_on": clock.today(env.user),
    }
    env["club.privacy.erasure"]._of(people).write(values)


def try_jobs(env):
    """Run each job of ours twice at once, then once more."""
    make_due(env)
    jobs = env["ir.cron"].with_context(active_test=False).search([], order="id")
    january = f"{clock.today(env.user).year + 1}-01-15 08:00:00"
    found = {}
    for job in jobs:
        action = job.ir_actions_server_id
        names = job._get_external_ids()[job.id]
        if not any(name.startswith("clubs_ambition") for name in names):
            continue

        def run(one, action_id=action.id):
            one["ir.actions.server"].browse(action_id).run()

        if "_cron_committees" in action.code:
            with freeze_time(january):
                found[job.cron_name] = twice(env, job.user_id.id, run)  # noqa: F821
        else:
            found[job.cron_name] = twice(env, job.user_id.id, run)  # noqa: F821
    return found
