"""Which copies of stories a build looks for: those that some topic asks for."""

from feedgen_news import topics
from feedgen_news.archive import Copying
from feedgen_news.archive.copies import KINDS, is_available
from feedgen_news.config import Config
from feedgen_news.problems import ConfigError


def copying(config: Config) -> Copying:
    """What the topics ask for together. Raises ConfigError where a library is missing."""
    asked = {topic.duplicates for topic in topics.declared(config)}
    if config.auto_topics:
        asked.add(config.defaults.duplicates)
    kinds = frozenset(kind for kind in KINDS if kind in asked)
    for kind in sorted(kinds):
        if not is_available(kind):
            raise ConfigError(
                f"`duplicates: {kind}` needs a library that is not installed;"
                f" run: pip install 'feedgen-news[{kind}]'"
            )
    return Copying(kinds, tuple(source.name for source in config.sources))
