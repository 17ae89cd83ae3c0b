"""Multimodal models as a seam: one question in, one checked answer out, everything recorded."""
