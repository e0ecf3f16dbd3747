from . import geometry, identifiers, nir
