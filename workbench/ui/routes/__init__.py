"""What scripts of the page fetch and send; everything lies under ``/wb``.

Nothing is fetched by a path of a file: a project is named by its key, a recording by its name.
"""
