"""Pictures of recordings, for the screen and for publication, readable with any colour vision.

Every function takes records or plain arrays and returns a `matplotlib.figure.Figure`;
`workbench.plots.style.save` writes it as PNG, SVG or PDF. Of what was seen: time budget, ethogram
raster, scene graph, transitions. Of where animals were: trajectories, occupancy. Of signals:
traces, and averages around the onset of bouts. `workbench.plots.report` makes the pictures of a
recording of a project.
"""
