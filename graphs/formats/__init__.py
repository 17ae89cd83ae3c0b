"""File formats of the knowledge graph: one module each, listed in `graphs.formats.registry`."""
