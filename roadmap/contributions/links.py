"""External link checker: finds the links of the project and requests each of them."""

import collections
import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

SCANNED_FILES = ("data/**/*.yaml", "content/**/*.md", "theme/**/*.html")
_URL = re.compile(r"https?://[^\s\"'`<>\[\](){}|\\]+")
# The key of an original URL that has moved: recorded for provenance, it need not work any more.
_ORIGINAL_URL_KEY = "url_d_origine:"
_TIMEOUT = (10, 30)  # seconds: to connect, and between two bytes
_RETRY_DELAYS = (0, 1, 4)  # seconds before each request of the same link
_BUSY_STATUSES = frozenset({429, 500, 502, 503, 504})
_MAX_REDIRECTS = 10
_THREADS = 8
NOT_REQUESTED = "pas essayé : les autres liens ont pris tout le temps"
_USER_AGENT = "Mozilla/5.0 (compatible; veille de la feuille de route)"


@dataclass(frozen=True)
class Limits:
    """How long the requests may last, in seconds: of one link, of all."""

    link: float = 90
    total: float = 1200


@dataclass(frozen=True)
class ExternalLink:
    """A URL and the places, `file:line`, where it occurs."""

    url: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class LinkProblem:
    """A link and what is wrong with it, in French."""

    link: ExternalLink
    reason: str


def find_external_links(root: Path) -> tuple[ExternalLink, ...]:
    """Return the external links of the data, the pages and the templates, sorted by URL."""
    places: dict[str, list[str]] = {}
    for pattern in SCANNED_FILES:
        for path in sorted(root.glob(pattern)):
            for url, line in _scan_file(path):
                places.setdefault(url, []).append(f"{path.relative_to(root).as_posix()}:{line}")
    return tuple(ExternalLink(url, tuple(lines)) for url, lines in sorted(places.items()))


def _scan_file(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the URLs of a file with their line numbers."""
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not line.strip().startswith(_ORIGINAL_URL_KEY):
            yield from ((url.rstrip(".,;:!?*»"), number) for url in _URL.findall(line))


def check_links(
    links: tuple[ExternalLink, ...], excused: Mapping[str, str], limits: Limits | None = None
) -> tuple[LinkProblem, ...]:
    """Request every link whose host is not excused; return those that fail or have moved permanently.

    It ends within the limits whatever the servers do: a request that lasts is abandoned to its thread.
    """
    limits = limits or Limits()
    requested = [link for link in links if _parse_host(link.url) not in excused]
    reasons: dict[str, str | None] = {}
    waiting = collections.deque(link.url for link in requested)
    end = time.monotonic() + limits.total

    def request_waiting() -> None:
        while time.monotonic() < end:
            try:
                url = waiting.popleft()
            except IndexError:
                return
            reasons[url] = _run_within(limits.link, partial(_request_link, url))

    threads = [threading.Thread(target=request_waiting, daemon=True) for _ in range(_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0, end + limits.link - time.monotonic()))
    verdicts = ((link, reasons.get(link.url, NOT_REQUESTED)) for link in requested)
    return tuple(LinkProblem(link, reason) for link, reason in verdicts if reason)


def _run_within(seconds: float, request: Callable[[], str | None]) -> str | None:
    """Return what a request returns, « délai dépassé » if it takes longer."""
    results: list[str | None] = []
    thread = threading.Thread(target=lambda: results.append(request()), daemon=True)
    thread.start()
    thread.join(seconds)
    return results[0] if results else "délai dépassé"


def _parse_host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _request_link(url: str) -> str | None:
    """Request a link, again if the server is busy; return what is wrong with it, None when it works."""
    reason = None
    for delay in _RETRY_DELAYS:
        time.sleep(delay)
        try:
            status, reason = _follow_redirects(url)
        except (requests.RequestException, HTTPError, ValueError) as error:
            return next(reason for kind, reason in _FAILURES if isinstance(error, kind))
        if status not in _BUSY_STATUSES:
            break
    return reason


def _follow_redirects(url: str) -> tuple[int, str | None]:
    """Request a URL, then those that it redirects to; return the last status, and what is wrong.

    Only the headers are read: a body may have no end.
    """
    address, is_permanent = url, True
    for _ in range(_MAX_REDIRECTS):
        request = requests.Request("GET", address, headers={"User-Agent": _USER_AGENT}).prepare()
        # An adapter, not `requests.get`, which reads the whole body of a redirection.
        with contextlib.closing(HTTPAdapter().send(request, stream=True, timeout=_TIMEOUT)) as response:
            if not response.is_redirect:
                return response.status_code, _check_response(response, url, is_permanent=is_permanent)
            is_permanent = is_permanent and response.is_permanent_redirect
            address = urljoin(address, response.headers["location"])
    raise requests.TooManyRedirects


def _check_response(response: requests.Response, url: str, *, is_permanent: bool) -> str | None:
    if not response.ok:
        return f"réponse {response.status_code}"
    if response.url != requests.Request("GET", url).prepare().url and is_permanent:
        return f"déménagé pour de bon vers {response.url}"
    return None


_FAILURES = (
    (requests.exceptions.SSLError, "certificat refusé"),
    (requests.Timeout, "délai dépassé"),
    (requests.TooManyRedirects, "renvois sans fin"),
    (requests.exceptions.InvalidURL, "adresse mal formée"),
    (requests.RequestException, "aucune réponse"),
    (Exception, "adresse mal formée"),
)
