"""The planner that needs no model: questions of common shapes, read word by word or refused."""
