from . import bilan, employer_form
