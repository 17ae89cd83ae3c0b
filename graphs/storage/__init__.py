"""Files of a graph, the local index of them, and the project's database."""
