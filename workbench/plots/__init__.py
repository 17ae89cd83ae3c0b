"""Pictures of a recording: time budget, ethogram raster, trajectories, scene graph.

Every function takes records and returns a `matplotlib.figure.Figure`; `workbench.plots.style.save`
writes it, and `workbench.plots.report` makes all pictures of a recording of a project.
"""
