from . import geometry, identifiers
