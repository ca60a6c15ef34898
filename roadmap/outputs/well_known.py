"""What machines ask of any site: where to report a flaw (RFC 9116), what to read (RFC 9309)."""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import quote, urljoin

from roadmap.model.roadmap import Roadmap

SECURITY = ".well-known/security.txt"
# Under a year, as RFC 9116 advises; every publication puts it off.
_VALID = dt.timedelta(days=335)


def well_known_files(roadmap: Roadmap, site_url: str) -> Iterator[tuple[str, str]]:
    """Yield the address and the text of each file; no security.txt without a mailbox to name in it."""
    mailbox = roadmap.site.contact.courriel
    if mailbox:
        fields = {
            "Contact": f"mailto:{quote(mailbox, safe='@')}",
            "Expires": f"{roadmap.today + _VALID}T00:00:00Z",
            "Preferred-Languages": "fr",
            "Canonical": urljoin(site_url, SECURITY),
        }
        yield SECURITY, _lines(fields)
    yield "robots.txt", _lines({"User-agent": "*", "Allow": "/", "Sitemap": urljoin(site_url, "sitemap.xml")})


def _lines(fields: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in fields.items())
