"""From files to facts: read, track, segment, describe, label."""
