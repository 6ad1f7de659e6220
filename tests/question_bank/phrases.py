"""Phrases of the interface in both scripts, as a person wrote them in the design of the pages."""

PHRASES = (
    ("Sinovni boshlash", "Синовни бошлаш"),
    ("Keyingi", "Кейинги"),
    ("Oldingi", "Олдинги"),
    ("Keyinroq koʻraman", "Кейинроқ кўраман"),
    ("Nazoratchini chaqirish", "Назоратчини чақириш"),
    ("Sinovni yakunlash", "Синовни якунлаш"),
    ("Yana tekshiraman", "Яна текшираман"),
    ("Ha, yakunlash", "Ҳа, якунлаш"),
    ("Mashq qilib koʻrish: 3 ta savol", "Машқ қилиб кўриш: 3 та савол"),
    (
        "Hammasi tayyor. Hozir hech narsa qilishingiz shart emas",
        "Ҳаммаси тайёр. Ҳозир ҳеч нарса қилишингиз шарт эмас",
    ),
    ("Sizga ruxsat berildi. Boshlanishini kuting", "Сизга рухсат берилди. Бошланишини кутинг"),
    ("Serverda saqlandi, {vaqt}", "Серверда сақланди, {vaqt}"),
    ("Shu kompyuterda saqlandi, oʻzi yuboriladi", "Шу компьютерда сақланди, ўзи юборилади"),
    (
        "Aloqa yoʻq. Ishlayvering: javoblaringiz shu kompyuterda saqlanmoqda",
        "Алоқа йўқ. Ишлайверинг: жавобларингиз шу компьютерда сақланмоқда",
    ),
    (
        "Javob saqlanmadi. Qoʻl koʻtaring, nazoratchi yordam beradi",
        "Жавоб сақланмади. Қўл кўтаринг, назоратчи ёрдам беради",
    ),
    ("{n} daqiqa qoldi, soat {vaqt} gacha", "{n} дақиқа қолди, соат {vaqt} гача"),
    ("5 daqiqadan kam qoldi. Javoblaringiz saqlangan", "5 дақиқадан кам қолди. Жавобларингиз сақланган"),
    ("Sizga {n} daqiqa qoʻshildi. Sabab: {sabab}", "Сизга {n} дақиқа қўшилди. Сабаб: {sabab}"),
    (
        "Sinov toʻxtatib turildi. Vaqtingiz ham toʻxtatilgan",
        "Синов тўхтатиб турилди. Вақтингиз ҳам тўхтатилган",
    ),
    ("Vaqt tugadi. Javoblaringiz topshirildi", "Вақт тугади. Жавобларингиз топширилди"),
    (
        "{n} ta savol javobsiz qoldi. Baribir yakunlaysizmi?",
        "{n} та савол жавобсиз қолди. Барибир якунлайсизми?",
    ),
    ("Sinov yakunlandi. Javoblaringiz qabul qilindi", "Синов якунланди. Жавобларингиз қабул қилинди"),
    ("Qabul kodini yozib oling", "Қабул кодини ёзиб олинг"),
    (
        "Kod yoki PIN-kod notoʻgʻri. Qayta kiriting yoki nazoratchini chaqiring",
        "Код ёки ПИН-код нотўғри. Қайта киритинг ёки назоратчини чақиринг",
    ),
    (
        "Sinovingiz boshqa kompyuterda ochiq. Nazoratchini chaqiring",
        "Синовингиз бошқа компьютерда очиқ. Назоратчини чақиринг",
    ),
    (
        "Bu oynada faqat koʻrish mumkin: sinov boshqa oynada ochiq",
        "Бу ойнада фақат кўриш мумкин: синов бошқа ойнада очиқ",
    ),
    ("Tekshirish va ruxsat berish", "Текшириш ва рухсат бериш"),
    ("Davom ettirish", "Давом эттириш"),
    ("Hammani toʻxtatib turish ({n} kishi)", "Ҳаммани тўхтатиб туриш ({n} киши)"),
    ("Vaqt qoʻshish", "Вақт қўшиш"),
    ("Boshqa joyga koʻchirish", "Бошқа жойга кўчириш"),
    (
        "Hozir hammasi joyida. Sizdan hech narsa talab qilinmaydi",
        "Ҳозир ҳаммаси жойида. Сиздан ҳеч нарса талаб қилинмайди",
    ),
    ("{n} ta qatorni yozish", "{n} та қаторни ёзиш"),
    (
        "{n} ta qator rad etildi. Faylda tuzatib, qayta yuklang: takrorlanmaydi",
        "{n} та қатор рад этилди. Файлда тузатиб, қайта юкланг: такрорланмайди",
    ),
    ("JShShIR 14 ta raqamdan iborat, {n} ta kiritildi", "ЖШШИР 14 та рақамдан иборат, {n} та киритилди"),
    ("Imzolash va tasdiqlash", "Имзолаш ва тасдиқлаш"),
    ("Izoh bilan qaytarish", "Изоҳ билан қайтариш"),
    ("Sertifikat haqiqiy va amalda", "Сертификат ҳақиқий ва амалда"),
    ("Sertifikat bekor qilingan, yaroqsiz", "Сертификат бекор қилинган, яроқсиз"),
    (
        "Bunday kodli sertifikat topilmadi. Kodni qogʻozdan qayta tekshiring",
        "Бундай кодли сертификат топилмади. Кодни қоғоздан қайта текширинг",
    ),
)
