"""What the law asks of an immersion: each rule is a function that returns a line.

A line tells whether the rule is met and what was looked at; ``None`` where the rule
has nothing to say. Which rules each kind follows stands in ``club.immersion.rule``.
"""
