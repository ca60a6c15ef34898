"""The links that lead outside: where each stands, and whether it still answers."""

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

PLACES = ("data/**/*.yaml", "content/**/*.md", "theme/**/*.html")
_URL = re.compile(r"https?://[^\s\"'`<>\[\](){}|\\]+")
# The address that a source gave, kept for the record where it has moved: it need not answer.
_KEPT_FOR_THE_RECORD = "url_d_origine:"
_TIMEOUT = (10, 30)  # seconds: to connect, between two bytes
_AGENT = "Mozilla/5.0 (compatible; veille de la feuille de route)"


@dataclass(frozen=True)
class Link:
    """An address and the places, `file:line`, that hold it."""

    url: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a link, in French."""

    link: Link
    reason: str


def outside(root: Path) -> tuple[Link, ...]:
    """Return the links of the data, the pages and the templates."""
    places: dict[str, list[str]] = {}
    for pattern in PLACES:
        for path in sorted(root.glob(pattern)):
            for url, line in _in_file(path):
                places.setdefault(url, []).append(f"{path.relative_to(root).as_posix()}:{line}")
    return tuple(Link(url, tuple(found)) for url, found in sorted(places.items()))


def _in_file(path: Path) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not line.strip().startswith(_KEPT_FOR_THE_RECORD):
            yield from ((url.rstrip(".,;:!?*»"), number) for url in _URL.findall(line))


def broken(links: tuple[Link, ...], excused: Mapping[str, str]) -> tuple[Verdict, ...]:
    """Ask every link whose host is not excused; return those that fail or have moved for good."""
    asked = [link for link in links if _host(link.url) not in excused]
    with _session() as session, ThreadPoolExecutor(8) as pool:
        reasons = pool.map(lambda link: _reason(session, link.url), asked)
        return tuple(Verdict(link, reason) for link, reason in zip(asked, reasons, strict=True) if reason)


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _session() -> requests.Session:
    session = requests.Session()
    # A host that asks to wait an hour would silence the watch.
    retry = Retry(
        3,
        backoff_factor=0.5,
        status_forcelist=(429, 500, 502, 503, 504),
        raise_on_status=False,
        respect_retry_after_header=False,
    )
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    session.headers["User-Agent"] = _AGENT
    return session


def _reason(session: requests.Session, url: str) -> str | None:
    """Return why a link must be looked at, None when it answers."""
    try:
        # The body is not read: a page is only asked whether it is there.
        with session.get(url, stream=True, timeout=_TIMEOUT) as answer:
            return _reason_of(answer)
    except (requests.RequestException, HTTPError, ValueError) as error:
        return next(reason for kind, reason in _FAILURES if isinstance(error, kind))


def _reason_of(answer: requests.Response) -> str | None:
    if not answer.ok:
        return f"réponse {answer.status_code}"
    if answer.history and all(each.is_permanent_redirect for each in answer.history):
        return f"déménagé pour de bon vers {answer.url}"
    return None


_FAILURES = (
    (requests.exceptions.SSLError, "certificat refusé"),
    (requests.Timeout, "délai dépassé"),
    (requests.TooManyRedirects, "renvois sans fin"),
    (requests.exceptions.InvalidURL, "adresse mal formée"),
    (requests.RequestException, "aucune réponse"),
    (Exception, "adresse mal formée"),
)
