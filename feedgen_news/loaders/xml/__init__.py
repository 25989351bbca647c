"""XML in which articles come: one module a kind, all on the same way from bytes to items.

`pieces` finds the items in the bytes by their `marks`, `mending` and `parsing` make an
element of each, `reading` tells what went wrong; `feed`, `wxr`, `tei`, `trafilatura`,
`newsml` and `items` (any list) know what the elements mean.
"""
