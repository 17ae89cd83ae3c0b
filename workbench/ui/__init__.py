"""The web page: see, ask, correct, in a browser on this machine.

```
binding    who may reach the server        guard      what requests it answers
opened     the projects that are open      jobs       long work, with progress
actions    what a person can do: each a Python call and a command
routes     what the page fetches           page       the tabs
static     scripts and styles, all local
```
"""
