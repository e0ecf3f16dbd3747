def migrate(cr, version):
    """Call the nightly job of the campaigns by its new name."""
    if not version:
        return
    cr.execute(
        "UPDATE ir_act_server SET code = REPLACE(code, '._cron_baskets(', "
        "'._club_cron_baskets(') WHERE code LIKE '%._cron_baskets(%'"
    )
