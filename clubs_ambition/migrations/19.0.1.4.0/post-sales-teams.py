def migrate(cr, version):
    """Keep the jobs of the sales from making leads the clubs' prospects."""
    if not version:
        return
    cr.execute(
        "UPDATE crm_team SET assignment_optout = TRUE "
        "WHERE id IN (SELECT team_id FROM club_club)"
    )
