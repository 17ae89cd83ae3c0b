"""Behaviors as functions: those that come with the workbench, and those that people write.

A behavior is one decorated function (`workbench.behaviors.declare`). Its docstring is its
definition: people read it in help, the ethogram takes it, and models get it in their prompts.
"""
