"""Push: hubs hear which feeds changed, so that readers hear of it at once (W3C WebSub §5).

`web` is HTTP as far as this needs it, `live` looks whether a feed has been deployed, `hubs`
tells a hub. Nothing else in the project opens a connection to another machine.
"""

from feedgen_news.push.hubs import Outcome, tell
from feedgen_news.push.live import difference
from feedgen_news.push.web import Pools, pools

__all__ = ["Outcome", "Pools", "difference", "pools", "tell"]
