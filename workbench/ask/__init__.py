"""Questions in plain language: planned, written as a program, checked, run, answered."""
