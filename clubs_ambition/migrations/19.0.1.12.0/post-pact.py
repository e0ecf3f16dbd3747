"""Call the pact of companies and districts by its name."""


def migrate(cr, _version):
    """Change it where nobody named it otherwise."""
    cr.execute(
        """UPDATE club_charter SET name = 'PaQte (entreprises et quartiers)'
            WHERE code = 'paqte' AND name = 'PaQTE (entreprises et quartiers)'"""
    )
