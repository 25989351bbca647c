"""Whether a feed is live: its public address gives the bytes that were published.

A hub fetches a feed as soon as it hears of it; one that comes before the deploy finds the
old bytes and tells nobody anything.
"""

from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from feedgen_news.model import printable
from feedgen_news.push.web import WHOLE, Pools, reason, within

# A plain GET, without "no-cache": what a cache gives us it gives to the hub.
_REDIRECTS_ONLY = Retry(total=None, connect=0, read=0, status=0, other=0, redirect=5)


def difference(url: str, wanted: bytes, *, pools: Pools, whole: float = WHOLE) -> str | None:
    """Why the address does not give these bytes within `whole` seconds, or None if it does."""
    try:
        return within(whole, lambda: _difference(url, wanted, pools))
    except TimeoutError as error:
        return f"cannot be fetched: {error}"


def _difference(url: str, wanted: bytes, pools: Pools) -> str | None:
    try:
        response = pools(url).request("GET", url, retries=_REDIRECTS_ONLY, preload_content=False)
        try:
            if response.status != 200:
                return f"answers HTTP {response.status}"
            same = response.read(len(wanted) + 1, decode_content=True) == wanted
        finally:
            response.close()
    except HTTPError as error:
        return f"cannot be fetched: {reason(error)}"
    except ValueError as error:  # it redirects to what is no address
        return f"cannot be fetched: {printable(str(error))}"
    return None if same else "still gives other bytes"
