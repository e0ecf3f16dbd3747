from odoo import api, fields, models


class ClubEducationLevel(models.Model):
    """Highest level obtained, on the scales of 1969 and 2019 (decree 2019-14).

    The numbers of 1969 fall as the level rises: levels are compared by ``rank``,
    never by their numeral. « Below level II » is 5 or less on the scale of 2019.
    """

    _name = "club.education.level"
    _description = "Education level"
    _inherit = ["club.reference.mixin"]
    _order = "rank"

    level_1969 = fields.Char(string="Level (1969)")
    level_2019 = fields.Char(string="Level (2019)", help="Empty below level 3.")
    level_number = fields.Integer(
        compute="_compute_level_number",
        store=True,
        help="Lowest number on the scale of 2019, 0 below level 3.",
    )
    rank = fields.Integer(required=True)
    below_level_ii = fields.Boolean(string="Below level II")

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")

    @api.depends("level_2019")
    def _compute_level_number(self):
        for level in self:
            level.level_number = int((level.level_2019 or "0").split("-")[0])

    @api.depends("name", "level_1969", "level_2019")
    def _compute_display_name(self):
        for level in self:
            number = level.level_2019 or level.level_1969
            level.display_name = f"{level.name} ({number})" if number else level.name

    @api.model
    def _load_reference(self):
        self._sync(
            [
                {
                    "code": row["ft_code"],
                    "name": row["label_fr"],
                    "level_1969": row["level_1969"],
                    "level_2019": row["level_2019"],
                    "rank": int(row["rank"]),
                    "below_level_ii": row["below_level_ii"] == "1",
                }
                for row in self._read_csv("education_levels.csv")
            ]
        )
