"""What is ours: the models this addon brings, and what it adds to those of Odoo."""

from ...const import MODULE


def is_our_model(model):
    """Tell whether this addon brought a model, rather than extended one of Odoo's."""
    return model._original_module == MODULE


def is_ours(model, field):
    """Tell whether a field is ours: every field of our models, our own elsewhere."""
    return is_our_model(model) or MODULE in field._modules


def columns_to(env, comodel, extended=False):
    """Yield ``(model, field)`` for each column of our models that names a ``comodel``.

    sudo, archived rows included: whoever merges two records moves all that names them.

    :param extended: also the columns of Odoo's models that this addon extends
    """
    for name, model in env.registry.items():
        if model._abstract or model._transient or not model._auto:
            continue
        if not (is_our_model(model) or (extended and _is_extended(model))):
            continue
        for field in model._fields.values():
            naming = field.type == "many2one" and field.comodel_name == comodel
            if naming and field.store and not field.company_dependent:
                yield env[name].sudo().with_context(active_test=False), field


def _is_extended(model):
    return any(getattr(part, "_module", None) == MODULE for part in model.mro())
