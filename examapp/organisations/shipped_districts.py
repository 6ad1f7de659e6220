"""Districts and cities whose SOATO codes are known here for sure; the others are added on the page.

Each line: code, name in Uzbek, name in Russian. A row of the table `district` stands over a line of these.
"""

from typing import Final

_LINES: Final = """
1703202|Oltinkoʻl tumani|Алтынкульский район
1703203|Andijon tumani|Андижанский район
1703206|Baliqchi tumani|Балыкчинский район
1703210|Buloqboshi tumani|Булакбашинский район
1703211|Jalaquduq tumani|Джалакудукский район
1703214|Izboskan tumani|Избасканский район
1703217|Ulugʻnor tumani|Улугнорский район
1703220|Qoʻrgʻontepa tumani|Кургантепинский район
1703224|Asaka tumani|Асакинский район
1703227|Marhamat tumani|Мархаматский район
1703230|Shahrixon tumani|Шахриханский район
1703232|Paxtaobod tumani|Пахтаабадский район
1703236|Xoʻjaobod tumani|Ходжаабадский район
1703401|Andijon shahri|город Андижан
1703408|Xonobod shahri|город Ханабад
1726262|Uchtepa tumani|Учтепинский район
1726264|Bektemir tumani|Бектемирский район
1726266|Yunusobod tumani|Юнусабадский район
1726269|Mirzo Ulugʻbek tumani|Мирзо-Улугбекский район
1726273|Mirobod tumani|Мирабадский район
1726277|Shayxontohur tumani|Шайхантахурский район
1726280|Olmazor tumani|Алмазарский район
1726283|Sergeli tumani|Сергелийский район
1726287|Yakkasaroy tumani|Яккасарайский район
1726290|Yashnobod tumani|Яшнабадский район
1726294|Chilonzor tumani|Чиланзарский район
1730203|Oltiariq tumani|Алтыарыкский район
1730206|Qoʻshtepa tumani|Куштепинский район
1730209|Bogʻdod tumani|Багдадский район
1730212|Buvayda tumani|Бувайдинский район
1730215|Beshariq tumani|Бешарыкский район
1730218|Quva tumani|Кувинский район
1730221|Uchkoʻprik tumani|Учкуприкский район
1730224|Rishton tumani|Риштанский район
1730226|Soʻx tumani|Сохский район
1730227|Toshloq tumani|Ташлакский район
1730230|Oʻzbekiston tumani|Узбекистанский район
1730233|Fargʻona tumani|Ферганский район
1730236|Dangʻara tumani|Дангаринский район
1730238|Furqat tumani|Фуркатский район
1730242|Yozyovon tumani|Язъяванский район
1730401|Fargʻona shahri|город Фергана
1730405|Qoʻqon shahri|город Коканд
1730408|Quvasoy shahri|город Кувасай
1730412|Margʻilon shahri|город Маргилан
"""
SHIPPED: Final = tuple(tuple(line.split("|")) for line in _LINES.split("\n") if line)
