"""Workbench for people who study behavior from video."""

from __future__ import annotations

__version__ = "0.1.0"
