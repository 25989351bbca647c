"""Preview: the output folder, served as a good host would serve it, to look at it at home.

`finding` turns a path into a file and lets nobody out of the folder, `media_types` names what
it is, `rewriting` leads links of the public site to the preview and lets pages reload
themselves when `watching` sees a build, `answering` puts it together, `server` listens.
"""

from feedgen_news.preview.answering import Preview
from feedgen_news.preview.server import address, listen, serve

__all__ = ["Preview", "address", "listen", "serve"]
