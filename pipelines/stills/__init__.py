"""Stills: the pictures of an event that a model, or a person, is shown."""
