"""Which dumps there are: what a source's `files` name, here and elsewhere, as it lies there now.

Light to load: a build that finds nothing new needs no more of what reads dumps.
"""
