"""What a computer's check says: the name of each line, the reading in words, and what to do."""

from typing import Any, Final

from flask_babel import gettext

from examapp.centres.readiness import OLDEST_CHROME, PINGS, Check, Light, Line, Readings
from examapp.core.i18n import N_

CHECK_WORDS: Final = {
    Check.BROWSER: N_("Browser"),
    Check.SECURE: N_("Secure connection"),
    Check.STORAGE: N_("Place for answers on this computer"),
    Check.CLOCK: N_("Clock"),
    Check.SCREEN: N_("Screen"),
    Check.LINK: N_("Link to the server"),
    Check.KEYBOARD: N_("Keyboard"),
    Check.POINTER: N_("Mouse"),
}
LIGHT_WORDS: Final = {
    Light.GREEN: N_("good"),
    Light.AMBER: N_("works, better to mend"),
    Light.RED: N_("must be mended"),
}
ADVICE: Final = {
    (Check.BROWSER, Light.AMBER): N_("This is another browser. Use Chrome: the test is tried out in it."),
    (Check.BROWSER, Light.RED): N_("Install Chrome 109 or newer. For Windows 7 version 109 is the last one."),
    (Check.SECURE, Light.RED): N_("Open the page by its address that begins with https."),
    (Check.STORAGE, Light.AMBER): N_(
        "Free some space on the disk: answers are kept there if the link fails."
    ),
    (Check.STORAGE, Light.RED): N_(
        "The browser keeps nothing. Leave the private window, allow the site to store data, free disk space."
    ),
    (Check.CLOCK, Light.AMBER): N_("Set the computer's clock, or let it set itself from the Internet."),
    (Check.CLOCK, Light.RED): N_(
        "The clock is far off: set date, time and time zone (Tashkent), then check again."
    ),
    (Check.SCREEN, Light.AMBER): N_(
        "The screen is small: set the browser's zoom to 100 % and a finer resolution."
    ),
    (Check.SCREEN, Light.RED): N_("Set the screen to at least 1024 × 600, with the browser's zoom at 100 %."),
    (Check.LINK, Light.AMBER): N_("The link is slow. Use a cable instead of Wi-Fi, close other downloads."),
    (Check.LINK, Light.RED): N_(
        "The link is too slow or breaks off. Check cable and router, and ask the provider."
    ),
    (Check.KEYBOARD, Light.RED): N_(
        "Press any key, then check again. If nothing happens, plug in a keyboard."
    ),
    (Check.POINTER, Light.AMBER): N_("Plug in a mouse. The test can be taken by keyboard, too."),
}


def say_check(check: str) -> str:
    """Return what a check is called."""
    return str(gettext(CHECK_WORDS[Check(check)]))


def say_reading(check: Check, readings: Readings) -> str:
    """Return what was measured, in a few words; empty where the light says it all."""
    match check:
        case Check.BROWSER:
            return f"Chrome {readings.chrome}" if readings.chrome else str(gettext("another browser"))
        case Check.STORAGE:
            return str(gettext("%(n)s MB", n=readings.quota_mb)) if readings.storage else ""
        case Check.CLOCK:
            return str(gettext("differs by %(n)s s", n=round(abs(readings.clock_ms) / 1000)))
        case Check.SCREEN:
            return f"{readings.width} × {readings.height}"
        case Check.LINK:
            speed = gettext("%(speed)s KB/s, %(delay)s ms", speed=readings.kb_per_s, delay=readings.ping_ms)
            lost = gettext("%(n)s of %(total)s lost", n=readings.lost, total=PINGS)
            return f"{speed}, {lost}" if readings.lost else str(speed)
        case _:
            return ""


def write_lines(lines: tuple[Line, ...], readings: Readings) -> list[dict[str, Any]]:
    """Return the lines as the page shows them."""
    return [
        {
            "check": line.check.value,
            "title": say_check(line.check),
            "light": line.light.value,
            "word": gettext(LIGHT_WORDS[line.light]),
            "reading": say_reading(line.check, readings),
            "advice": gettext(ADVICE[line.check, line.light]) if (line.check, line.light) in ADVICE else "",
        }
        for line in lines
    ]


OLDEST_BROWSER: Final = f"Chrome {OLDEST_CHROME}"
