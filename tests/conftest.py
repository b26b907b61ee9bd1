"""Hypothesis as the suite runs it: few examples each time, many times a day, and no clock (the machines are shared)."""

from hypothesis import settings

settings.register_profile("suite", deadline=None, max_examples=50)
settings.load_profile("suite")
