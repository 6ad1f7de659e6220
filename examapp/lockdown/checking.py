"""The check of one call: what arrived against what is expected. Pure, and in constant time.

The address that counts is that of the call itself, under the installation's own scheme and host; whatever
address a client names is never asked. The Config Key has no nonce: whoever holds the configuration, or one
pair captured for an address, passes. So each attempt has a value of its own in the address, and the check is
one signal among several, never proof that a person was alone.
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum

from examapp.lockdown.config_key import bind_to_address


class Mode(StrEnum):
    """How a sitting is locked, by its policy (`exam.lockdown`)."""

    OFF = "off"
    KIOSK = "kiosk"
    SAFE_EXAM_BROWSER = "safe_exam_browser"


class Fault(StrEnum):
    """Why a check has failed; each has a sentence for the technician."""

    NO_CONFIGURATION = "no_configuration"
    NOTHING_ARRIVED = "nothing_arrived"
    CONFIG_KEY = "config_key"
    EXAM_KEY_MISSING = "exam_key_missing"
    EXAM_KEY = "exam_key"
    PAGE = "page"


class PageRule(StrEnum):
    """Whether a call must carry the attempt's own value."""

    NEVER = "never"
    ONCE_ISSUED = "once_issued"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Pair:
    """What a browser shows of its two keys, each bound to one address; empty where it shows nothing."""

    config: str = ""
    exam: str = ""

    def __bool__(self) -> bool:
        return bool(self.config or self.exam)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A call as it came: its own address, the pair in its headers, the pair of the page, the page's value.

    Browsers on macOS and iOS send no headers; there the page reads the pair, which belongs to the address of
    the page's last real navigation.
    """

    url: str
    headers: Pair
    of_page: Pair
    page: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What a call of an attempt must show; `exam_keys` is empty where the centre keeps no list.

    `page` is the attempt's value, empty until it is issued; `page_url` is the address of its own page, and
    `entry_url` that of the page where everybody enters.
    """

    config_key: str
    exam_keys: tuple[str, ...]
    page: str
    page_url: str
    entry_url: str


def find_fault(arrived: Arrived, expected: Expected, rule: PageRule) -> Fault | None:
    """Return what is wrong with a call, or None.

    The attempt's value comes first: without it the page's own pair belongs to another address, and the page
    can mend that by itself. What stands in the headers must be right; only without any does the page's pair
    count.
    """
    if not expected.config_key:
        return Fault.NO_CONFIGURATION
    if not _fits_page(arrived, expected, rule):
        return Fault.PAGE
    if arrived.headers:
        return _judge_pair(arrived.headers, arrived.url, expected)
    fault = _judge_pair(arrived.of_page, expected.page_url, expected)
    if fault is not None and rule is PageRule.NEVER:
        return _judge_pair(arrived.of_page, expected.entry_url, expected)
    return fault


def _fits_page(arrived: Arrived, expected: Expected, rule: PageRule) -> bool:
    if rule is PageRule.NEVER or (rule is PageRule.ONCE_ISSUED and not expected.page):
        return True
    return bool(expected.page) and _is_same(arrived.page, expected.page)


def _judge_pair(pair: Pair, url: str, expected: Expected) -> Fault | None:
    if not pair.config:
        return Fault.NOTHING_ARRIVED
    if not _is_same(pair.config, bind_to_address(url, expected.config_key)):
        return Fault.CONFIG_KEY
    if not expected.exam_keys:
        return None
    if not pair.exam:
        return Fault.EXAM_KEY_MISSING
    return None if _is_one_of(pair.exam, url, expected.exam_keys) else Fault.EXAM_KEY


def _is_same(found: str, wanted: str) -> bool:
    return hmac.compare_digest(found.encode(), wanted.encode())


def _is_one_of(found: str, url: str, keys: tuple[str, ...]) -> bool:
    # Every key is compared, so that the time tells nothing of which one fits.
    return sum(_is_same(found, bind_to_address(url, key)) for key in keys) > 0
