"""Questions to the knowledge graph: data that compiles to SQL, with a declared merge."""
