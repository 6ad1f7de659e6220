"""The regions of the country: ISO 3166-2 code, SOATO code, names. They are fixed data, in SOATO order."""

from dataclasses import dataclass
from typing import Final

from examapp.core.errors import NotFound
from examapp.core.i18n import say_in


@dataclass(frozen=True)
class Region:
    """One region; Uzbek Cyrillic names are rendered from the Latin ones."""

    code: str
    soato: str
    latn: str
    ru: str
    en: str

    @property
    def names(self) -> dict[str, str]:
        """The names by language tag."""
        return {"uz-Latn": self.latn, "ru": self.ru, "en": self.en}


REGIONS: Final = (
    Region("UZ-AN", "1703", "Andijon viloyati", "Андижанская область", "Andijan Region"),
    Region("UZ-BU", "1706", "Buxoro viloyati", "Бухарская область", "Bukhara Region"),
    Region("UZ-JI", "1708", "Jizzax viloyati", "Джизакская область", "Jizzakh Region"),
    Region("UZ-QA", "1710", "Qashqadaryo viloyati", "Кашкадарьинская область", "Kashkadarya Region"),
    Region("UZ-NW", "1712", "Navoiy viloyati", "Навоийская область", "Navoiy Region"),
    Region("UZ-NG", "1714", "Namangan viloyati", "Наманганская область", "Namangan Region"),
    Region("UZ-SA", "1718", "Samarqand viloyati", "Самаркандская область", "Samarkand Region"),
    Region("UZ-SU", "1722", "Surxondaryo viloyati", "Сурхандарьинская область", "Surkhandarya Region"),
    Region("UZ-SI", "1724", "Sirdaryo viloyati", "Сырдарьинская область", "Syrdarya Region"),
    Region("UZ-TK", "1726", "Toshkent shahri", "город Ташкент", "Tashkent City"),
    Region("UZ-TO", "1727", "Toshkent viloyati", "Ташкентская область", "Tashkent Region"),
    Region("UZ-FA", "1730", "Fargʻona viloyati", "Ферганская область", "Fergana Region"),
    Region("UZ-XO", "1733", "Xorazm viloyati", "Хорезмская область", "Khorezm Region"),
    Region(
        "UZ-QR",
        "1735",
        "Qoraqalpogʻiston Respublikasi",
        "Республика Каракалпакстан",
        "Republic of Karakalpakstan",
    ),
)
_BY_CODE: Final = {region.code: region for region in REGIONS}


def get_region(code: str) -> Region:
    """Return the region of a code, or raise NotFound."""
    if code not in _BY_CODE:
        raise NotFound
    return _BY_CODE[code]


def region_name(code: str) -> str:
    """Return a region's name in the language of the request; an unknown code is its own name."""
    region = _BY_CODE.get(code)
    return say_in(region.names) if region else code


def list_regions(within: str | None = None) -> tuple[Region, ...]:
    """Return the regions that a person bound to `within` may choose from; all where nothing binds."""
    return REGIONS if within is None else tuple(region for region in REGIONS if region.code == within)
