"""Build security.txt (RFC 9116) and robots.txt (RFC 9309)."""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import quote, urljoin

from roadmap.model.roadmap import Roadmap

SECURITY_ADDRESS = ".well-known/security.txt"
# Less than a year, as RFC 9116 recommends; each publication renews it.
_VALIDITY = dt.timedelta(days=335)


def build_well_known_files(roadmap: Roadmap, site_url: str) -> Iterator[tuple[str, str]]:
    """Yield (address, text) of each file; no security.txt without a contact address."""
    mailbox = roadmap.site.contact.courriel
    if mailbox:
        fields = {
            "Contact": f"mailto:{quote(mailbox, safe='@')}",
            "Expires": f"{roadmap.today + _VALIDITY}T00:00:00Z",
            "Preferred-Languages": "fr",
            "Canonical": urljoin(site_url, SECURITY_ADDRESS),
        }
        yield SECURITY_ADDRESS, _format_lines(fields)
    yield (
        "robots.txt",
        _format_lines({"User-agent": "*", "Allow": "/", "Sitemap": urljoin(site_url, "sitemap.xml")}),
    )


def _format_lines(fields: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in fields.items())
