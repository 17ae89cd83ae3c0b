"""What a project remembers: symbols, exemplars, tips and macros, in text files people can read."""
