from .kpi.kept import triggers


def uninstall_hook(env):
    """Take our triggers off the tables of others, which stay."""
    triggers.remove(env.cr)
