"""What was seen: facts, events, ethogram, store and query.

This package knows no video, no model and no user interface.
"""
