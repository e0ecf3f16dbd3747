"""Wait for a condition: the only place of these tests that sleeps."""

import time


def wait_until(true, seconds=20, why=lambda: "it did not happen"):
    """Return what a condition gives once it is true.

    :param true: a function asked again and again
    :param why: a function that says what there is instead, when the time is over
    """
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, why()
        time.sleep(0.1)
    return found
