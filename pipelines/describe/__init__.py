"""Describers: what turns a recording into facts."""
