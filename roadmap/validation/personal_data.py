"""Validation rules about personal data: mobile numbers, mailboxes and names of persons, links to them."""

import re
from collections.abc import Iterator

from roadmap.problems.building import build_problem
from roadmap.problems.naming import quote_value
from roadmap.problems.problem import Problem
from roadmap.schema.schemas import Schemas
from roadmap.source.lines import UNICODE_SPACES
from roadmap.source.values import iter_texts
from roadmap.source.yaml_reader import Document
from roadmap.text import addresses

# What people put between the digits of a telephone number, at most three of them.
_GAP = rf"[ \t{UNICODE_SPACES}./_,·•()\[\]\u002d\u2010-\u2015\u2043\u2212]{{0,3}}"
_OVERSEAS = f"(?:2{_GAP}6{_GAP}2|5{_GAP}9{_GAP}[046])"  # Réunion and Mayotte, Guadeloupe, Guyane, Martinique
# A mobile number of France (06, 07) or overseas (069x, 0639), national or international. A date with its time
# (06/07/2026 14:00), opening hours (07.30 - 12.30) and amounts in euros are not.
MOBILE_NUMBER = re.compile(
    "(?<![0-9])(?![0-9]{2}[/.-][0-9]{2}[/.-](?:19|20)[0-9]{2}(?![0-9]))(?![0-9]{1,2}[.:][0-9]{2} ?[–/-])(?:"
    rf"(?:(?:\+|00){_GAP}3{_GAP}3{_GAP}0?{_GAP}|0{_GAP})[67](?:{_GAP}[0-9]){{8}}"
    rf"|33{_GAP}(?:0{_GAP})?[67](?:{_GAP}[0-9]){{8}}(?!{_GAP}[0-9])"  # more digits: the number of a company
    rf"|(?:\+|00){_GAP}{_OVERSEAS}{_GAP}0?{_GAP}6{_GAP}(?:9{_GAP}[0-9]|3{_GAP}9)(?:{_GAP}[0-9]){{6}}"
    rf")(?![0-9])(?!{_GAP}(?:€|euros?))"
)
# A title and a capitalised name; not « M. le préfet », nor « Mme la Maire ».
_TITLES = r"MM\.|M\.|Mr\.?|Mmes?\.?|Mlles?\.?|Monsieur|Madame|Mademoiselle|Messieurs|Mesdames"
PERSON_NAME = re.compile(
    rf"(?<![\w.])(?:{_TITLES})[ {UNICODE_SPACES}]+(?!(?:Les?|La|Monsieur|Madame|Maires?|Ministre)(?!\w))"
    r"(?!Pr[ée]f|Pr[ée]sident|Direct|D[ée]l[ée]gu|Secr[ée]taire|Sous-)"
    rf"(?:[A-Z]\.[ {UNICODE_SPACES}]?)?[A-ZÀ-ÖØ-Þ][\w’'-]+"
)
_LIKELY_CODES = frozenset({"maybe-personal-mailbox", "person-name"})
# Quick tests, which spare most texts the full search.
_MAYBE_NAME = re.compile(r"M[mlroae.]")
_ENOUGH_DIGITS = re.compile(r"[67](?:[^0-9A-Za-z]{0,3}[0-9]){6}")


def check_personal_data(schemas: Schemas, kind: str, document: Document) -> Iterator[Problem]:
    """No text contains a mobile phone number, or the e-mail address or the name of a person."""
    for path, text in iter_texts(document.value):
        found = list(find_personal_data(text))
        if not found or schemas.field(kind, path).get("format") not in (None, "courriel-fonctionnel"):
            continue
        position = document.value_position(path)
        for code, value in found:
            severity = "warning" if code in _LIKELY_CODES else "error"
            yield build_problem(document.file, position, code, severity=severity, value=quote_value(value))


def find_personal_data(text: str) -> Iterator[tuple[str, str]]:
    """Yield the code and the words of each personal data of a text; mobiles inside web addresses are none."""
    if _ENOUGH_DIGITS.search(text) and (mobile := MOBILE_NUMBER.search(addresses.mask_web_addresses(text))):
        yield "mobile", mobile[0]
    for address in addresses.EMAIL_ADDRESS.findall(text) if "@" in text else ():
        if code := addresses.find_mailbox_problem(address):
            yield code, address
    if _MAYBE_NAME.search(text) and (person := PERSON_NAME.search(text)):
        yield "person-name", person[0]
