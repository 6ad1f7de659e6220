"""Spellings that no letter rule gives: loanwords with ц, ь, ъ or я, and words that stay in Latin letters.

Uzbek Latin writes ц as s or ts and drops ь, so these words are listed; everything here is lower case but the
Latin words. A stem is replaced at the beginning of a word, whatever follows.
"""


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STEMS = _pairs("""
    kompyuter компьютер  intervyu интервью  albom альбом  filtr фильтр  film фильм  multi мульти
    multfilm мультфильм  asfalt асфальт  alfa альфа  delta дельта  bulvar бульвар  kalkulator калькулятор
    kalkulyator калькулятор  obyekt объект  subyekt субъект  podyezd подъезд  adyutant адъютант
    konyunktura конъюнктура  inyeksiya инъекция  syomka съёмка  rayon район  mayor майор  mayonez майонез
    batalyon батальон  pavilyon павильон  medalyon медальон  kanyon каньон  bulyon бульон
    pochtalyon почтальон  yogurt йогурт  reestr реестр  sement цемент  sikl цикл  silindr цилиндр
    sitata цитата  sitrus цитрус  senzura цензура  sentner центнер  sentr центр  konsert концерт
    konsentr концентр  konsep концеп  konsern концерн  kansler канцлер  kanselyar канцеляр  fransuz француз
    prinsip принцип  printsip принцип  prinsessa принцесса  vaksina вакцина  aksent акцент  aksept акцепт
    aksiz акциз  meditsin медицин  medisina медицина  ensiklopediya энциклопедия  resept рецепт
    porsiya порция  proporsi пропорци  inersiya инерция  kommersi коммерци  pensi пенси  pansion пансион
    ekspansiya экспансия  refleksiya рефлексия  sentabr сентябр  oktabr октябр  noyabr ноябр  ultra ультра
    palto пальто  volt вольт  kultura культура  kulminatsiya кульминация  fakultet факультет
    konsult консульт  rezultat результат  balzam бальзам  pult пульт  impuls импульс  puls пульс
    algoritm алгоритм  alternativ альтернатив  alyans альянс  gilza гильза  moʻjiza мўъжиза
    moʻtabar мўътабар  moʻtadil мўътадил  selsiy цельсий  kalsiy кальций  byulleten бюллетень
    yustitsiya юстиция
""")

# The bare word ends in a soft sign; before a suffix it falls: февраль, but февралдаги (the gazette's usage).
SOFT_ENDINGS = _pairs("""
    yanvar январ  fevral феврал  aprel апрел  iyun июн  iyul июл  sentabr сентябр  oktabr октябр
    noyabr ноябр  dekabr декабр  parol парол  rol рол  modul модул  profil профил  model модел  kabel кабел
    panel панел  detal детал  kalendar календар  parallel параллел  kontrol контрол  stil стил  tabel табел
    dizel дизел  shtempel штемпел  duel дуэл  aerozol аэрозол  avtomobil автомобил  magistral магистрал
    ansambl ансамбл  spektakl спектакл  tonnel тоннел  mebel мебел  gospital госпитал  artel артел
""")

# Replaced only when the word ends here or goes on with an inflection: sirk is a circus, sirka is vinegar.
WHOLE_WORDS = _pairs("""
    sirk цирк  sex цех  yod йод  yoga йога  pyesa пьеса
""")

# Latin letters → Cyrillic, applied at any place of a word: (pattern, replacement for the matched letters).
INNER_SPELLINGS = (
    (r"(?<=[aeiou])ts(?=i(?:ya|on|al|ent|f|p|st|t|ol|ar|an|kl|y))", "ц"),
    (r"(?<=[aeiou])ts(?=e(?!v))", "ц"),  # not hayotsevar
    (r"(?<=[knp])s(?=iya|ion|ial)", "ц"),
    (r"ts$", "ц"),
    (r"(?<=ul)a(?=tor)", "я"),
    (r"(?<=[bdfgjklmnpqrstvxz])ye", "ье"),
    (r"(?<=s)ʼ(?=h)", ""),  # the sign only parts s from h: Isʼhoq
)

INFLECTION = (
    r"(?:lar)?(?:imiz|ingiz|niki|im|ing|si|i)?(?:ning|ni|gacha|dagi|dan|da|ga|ka|qa|cha|lik|li|siz|dek|mi)*"
)

# Acronyms, formats and product words that Uzbek Cyrillic prints in Latin letters, suffixes in Cyrillic.
LATIN_WORDS = _words("""
    SMS MMS PDF QR ID URL URI HTML CSS XML JSON USB CPU GPU RAM ROM BIOS UEFI IP IPv4 IPv6 TCP UDP DNS DHCP
    HTTP HTTPS http https html url FTP SFTP WWW LAN WAN WLAN VPN SSD HDD NVMe SATA HDMI VGA DVI DVD CD GPS
    GSM LTE SIM JPG JPEG PNG GIF BMP SVG TIFF AVI ZIP RAR TXT DOC DOCX XLS XLSX PPT PPTX CSV RTF ODT ODS ODP
    EXE MSI SSL TLS SSH SMTP POP IMAP MAC WPA WEP SSID NTFS FAT exFAT API SQL DDoS DoS CAPTCHA OCR DPI LED
    LCD UPS OneID PIN2 HEMIS ICDL IBM ASCII UTF CRM ERP CMS RGB CMYK PAdES PKCS CRL OCSP TOTP IoT NFC RFID
    LMS SHA SEB QTI YAML IDE OK SUM AVERAGE COUNT COUNTA COUNTIF SUMIF MAX MIN IF ROUND VLOOKUP XLOOKUP TODAY
    NOW Wi-Fi e-mail E-mail E-IMZO e-IMZO E-XAT Bluetooth Ethernet Internet-Explorer Windows Linux Ubuntu
    Debian Android iOS macOS Microsoft Apple Google Chrome Chromium Firefox Mozilla Safari Edge Opera Word
    Excel PowerPoint Outlook Access OneNote OneDrive Office LibreOffice OpenOffice Writer Calc Impress Gmail
    Yandex Telegram WhatsApp Facebook Instagram YouTube Zoom Skype Teams Adobe Acrobat Reader Photoshop
    Paint Explorer Finder Intel AMD Python Java JavaScript Unicode Noto Markdown Thunderbird Moodle Ctrl Alt
    Shift Enter Esc Tab Delete Backspace Home Insert Caps Lock Print Screen PrtSc Page PgUp PgDn Fn BCC
""")
