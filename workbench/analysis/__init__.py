"""Analysis of recordings: signals, masks and bouts over pose tracks and stored facts.

A *signal* is a number per frame with a unit, a *mask* is true, false or not assessed per frame, and
*bouts* are intervals with a subject, an object and a label. All three hold one or several *rows*
(`workbench.analysis.rows`): one animal, every animal, or every ordered pair.
"""
