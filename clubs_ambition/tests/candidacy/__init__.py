from . import test_answer_level
from . import test_answer_link
from . import test_answer_page
from . import test_answer_secret
from . import test_answer_told
from . import test_candidacy
from . import test_sending_once
