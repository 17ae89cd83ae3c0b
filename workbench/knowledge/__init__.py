"""The knowledge graph of a project, as people ask it: bouts, corrections, names, views, files."""
