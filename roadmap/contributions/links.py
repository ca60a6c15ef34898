"""External link checker: finds the links of the project and requests each of them."""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

SCANNED_FILES = ("data/**/*.yaml", "content/**/*.md", "theme/**/*.html")
_URL = re.compile(r"https?://[^\s\"'`<>\[\](){}|\\]+")
# The key of an original URL that has moved: recorded for provenance, it need not work any more.
_ORIGINAL_URL_KEY = "url_d_origine:"
_TIMEOUT = (10, 30)  # seconds: to connect, and between two bytes
_USER_AGENT = "Mozilla/5.0 (compatible; veille de la feuille de route)"


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


def check_links(links: tuple[ExternalLink, ...], excused: Mapping[str, str]) -> tuple[LinkProblem, ...]:
    """Request every link whose host is not excused; return those that fail or have moved permanently."""
    requested = [link for link in links if _parse_host(link.url) not in excused]
    with _create_session() as session, ThreadPoolExecutor(8) as pool:
        reasons = pool.map(lambda link: _request_link(session, link.url), requested)
        return tuple(
            LinkProblem(link, reason) for link, reason in zip(requested, reasons, strict=True) if reason
        )


def _parse_host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _create_session() -> requests.Session:
    session = requests.Session()
    # `Retry-After` is ignored: a host could ask to wait for an hour.
    retry = Retry(
        3,
        backoff_factor=0.5,
        status_forcelist=(429, 500, 502, 503, 504),
        raise_on_status=False,
        respect_retry_after_header=False,
    )
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    session.headers["User-Agent"] = _USER_AGENT
    return session


def _request_link(session: requests.Session, url: str) -> str | None:
    """Request a link; return what is wrong with it, None when it works."""
    try:
        # `stream`: only the headers are read, not the body.
        with session.get(url, stream=True, timeout=_TIMEOUT) as response:
            return _check_response(response)
    except (requests.RequestException, HTTPError, ValueError) as error:
        return next(reason for kind, reason in _FAILURES if isinstance(error, kind))


def _check_response(response: requests.Response) -> str | None:
    if not response.ok:
        return f"réponse {response.status_code}"
    if response.history and all(redirect.is_permanent_redirect for redirect in response.history):
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
