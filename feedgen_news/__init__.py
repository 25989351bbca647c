"""Dumps of scraped news in, feeds people can subscribe to out.

The steps, in their order (`pipeline` tells the story):

1. `loaders`    a dump becomes records
2. `normalise`  a record becomes an article, or is refused by name
3. `topics`     an article is sorted into topics, and why
4. `archive`    identity, bookkeeping, membership: the only state
5. `feeds`      a topic's newest articles become a feed
   `writers`    a feed becomes Atom, RSS or JSON; the site becomes pages
6. `publish`    what changed replaces what was there
   `checks`     afterwards: the published files read back by another parser

`model`, `site`, `problems` and `config` are the vocabulary they share.
"""

__version__ = "0.1.0"
