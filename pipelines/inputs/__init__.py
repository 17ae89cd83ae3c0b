"""What recordings are made from: files of this machine, and files behind a URL.

A file behind a URL is known by a path, too: its place in the cache (`pipelines.inputs.places`). So
every part of the program handles paths, and only three things differ: such a file is looked at
where it lies (`pipelines.inputs.remote`), is fetched before a reader that needs a whole file gets
it (`pipelines.inputs.kept`), or is streamed by one that does not (`pipelines.inputs.streams`).
"""
