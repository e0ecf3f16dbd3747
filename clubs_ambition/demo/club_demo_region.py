from datetime import timedelta

from odoo import api, models

from ..utils import clock
from . import bilan_plan as plan
from . import story

GROUPS = (
    # club, weeks since its first day, first rank of its persons, persons
    ("aix", 43, 100, 9),
    ("toulon", 42, 120, 11),
    ("nice", 41, 140, 13),
)
"""Groups that are over, all follow-ups answered: they leave nothing to do."""


class ClubDemoRegion(models.AbstractModel):
    """The other clubs of the region, so that a club has others to stand beside."""

    _name = "club.demo.region"
    _description = "Region of the demo"

    @api.model
    def _load(self):
        builder = self.env["club.demo.bilan"].with_context(**story.QUIET)
        names = [row["employer"] for row in plan.read_names()]
        employers = self.env["res.partner"].search([("name", "in", names)], order="id")
        monday = clock.monday(clock.today(self))
        for name, weeks, first, size in GROUPS:
            club = builder.env.ref(f"clubs_ambition.club_club_demo_{name}")
            ranks = range(first, first + size)
            group = builder._enter(club, monday - timedelta(weeks=weeks), ranks)
            builder._present(group, ranks, employers)
            builder._leave(group, ranks)
            group.cohort_id.write({"state": "closed"})
            builder._follow_up(group.placement_ids)
