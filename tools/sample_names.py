"""Words that the sample company's customers are made of. All of them are made up."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """A country's words. `form` puts owner, trade and number together to a company's name.

    `printable`: the shipped fonts have its script.
    """

    code: str
    unit: str
    language: str
    currency: str
    weight: int
    owners: str
    trades: str
    form: str
    streets: str
    places: str
    printable: bool = True

    def company(self, pick: random.Random) -> str:
        """Make up a company."""
        return self.form.format(
            owner=pick.choice(self.owners.split()), trade=pick.choice(self.trades.split("|"))
        )

    def address(self, pick: random.Random) -> tuple[str, str, str, str]:
        """Make up an address: line, postal code, city, region."""
        street = pick.choice(self.streets.split("|")).replace("#", str(pick.randint(1, 240)))
        postal_code, city, *region = pick.choice(self.places.split("|")).split(":")
        return street, postal_code, city, region[0] if region else ""


COUNTRIES = (
    Country(
        *("US", "US", "", "USD", 34),
        "Alder Briggs Calloway Dunmore Eastlake Fairbank Garrity Holloway Ivers Juniper Kessler",
        "Fasteners|Machine Works|Hardware Supply|Boat Yard|Dairy Equipment|Signs & Letters",
        "{owner} {trade} Inc.",
        "# Main Street|# Elm Avenue|# Harbor Road|# N 5th Street",
        "83702:Boise:ID|04101:Portland:ME|45402:Dayton:OH|59801:Missoula:MT|87501:Santa Fe:NM",
    ),
    Country(
        *("CA", "US", "fr", "CAD", 5),
        "Bélanger Côté Desjardins Lévesque Thériault Gagné",
        "Quincaillerie|Menuiserie|Érablière|Chauffage",
        "{trade} {owner} Ltée",
        "#, rue Saint-Jean|#, chemin du Lac",
        "G1R 1P3:Québec:QC|J1H 5N4:Sherbrooke:QC",
    ),
    Country(
        *("MX", "US", "es", "MXN", 5),
        "Núñez Peña Ibáñez Ordóñez Muñoz",
        "Ferretería|Refacciones|Panadería|Lácteos",
        "{trade} {owner} S.A. de C.V.",
        "Av. Juárez #|Calle Hidalgo #",
        "44100:Guadalajara:JAL|64000:Monterrey:NLE",
    ),
    Country(
        *("NL", "NL", "nl", "EUR", 20),
        "Bakker Dijkstra Hoekstra Kuiper Meijer Postma Terpstra Veldhuis",
        "Bouwmaterialen|IJzerwaren|Zuivelhandel|Scheepswerf|Tuincentrum",
        "{trade} {owner} B.V.",
        "Dorpsstraat #|Kerkweg #|Industrieweg #",
        "3511 AA:Utrecht|9711 LM:Groningen|4331 JN:Middelburg|8911 BX:Leeuwarden",
    ),
    Country(
        *("DE", "NL", "de", "EUR", 12),
        "Müller Schäfer Köhler Groß Weiß Jürgens",
        "Eisenwaren|Getränkehandel|Möbelwerk|Metallbau",
        "{trade} {owner} GmbH & Co. KG",
        "Hauptstraße #|Bahnhofstraße #|Am Hof #",
        "48143:Münster|99084:Erfurt|97070:Würzburg",
    ),
    Country(
        *("FR", "NL", "fr", "EUR", 9),
        "Lefèvre Français Béranger Desmaret Guérin",
        "Fromagerie|Établissements|Menuiserie|Outillage",
        "{trade} {owner} SARL",
        "# rue de l'Église|# avenue des Acacias",
        "35000:Rennes|63000:Clermont-Ferrand|21000:Dijon",
    ),
    Country(
        *("ES", "NL", "es", "EUR", 7),
        "Ibarra Cañete Güell Ordóñez Zúñiga",
        "Suministros|Cerámicas|Conservas|Talleres",
        "{trade} {owner}, S.L.",
        "Calle Mayor, #|Avda. de la Estación, #",
        "50001:Zaragoza|37001:Salamanca|15001:A Coruña",
    ),
    Country(
        *("GB", "NL", "en", "GBP", 7),
        "Ashcombe Birtwhistle Cholmondeley Featherstone",
        "Ironmongers|Nurseries|Cask & Barrel|Mill Supplies",
        "{owner} {trade} Ltd",
        "# High Street|# Mill Lane",
        "YO1 7HH:York|EX1 1BN:Exeter|DD1 4BG:Dundee",
    ),
    Country(
        *("PL", "NL", "", "PLN", 7),
        "Wójcik Kowalczyk Dąbrowski Żółtowski Śliwiński",
        "Zakłady Metalowe|Hurtownia|Stolarnia|Łożyska",
        "{trade} {owner} Sp. z o.o.",
        "ul. Długa #|ul. Kościuszki #",
        "90-001:Łódź|50-101:Wrocław|30-002:Kraków",
    ),
    Country(
        *("SE", "NL", "", "SEK", 4),
        "Åkesson Öberg Sjögren Björk",
        "Järnhandel|Snickeri|Mejeri",
        "{owner}s {trade} AB",
        "Storgatan #|Kyrkvägen #",
        "903 26:Umeå|582 22:Linköping",
    ),
    Country(
        *("CZ", "NL", "", "EUR", 4),
        "Dvořák Němec Růžička Čermák",
        "Železářství|Strojírny|Pekárna",
        "{trade} {owner} s.r.o.",
        "Nádražní #|Školní #",
        "602 00:Brno|370 01:České Budějovice",
    ),
    Country(
        *("TR", "NL", "", "EUR", 3),
        "Yıldız Şahin Güneş Çelik",
        "Hırdavat|Makine|Ambalaj",
        "{owner} {trade} A.Ş.",
        "Atatürk Cad. No: #",
        "35210:İzmir|16010:Bursa",
    ),
    Country(
        *("GR", "NL", "", "EUR", 5),
        "Παπαδόπουλος Γεωργίου Νικολάου Οικονόμου",
        "Εργαλεία|Μηχανουργείο|Ελαιοτριβείο",
        "{owner} {trade} Α.Ε.",
        "Οδός Ερμού #|Λεωφόρος Νίκης #",
        "546 24:Θεσσαλονίκη|262 21:Πάτρα",
    ),
    Country(
        *("BG", "NL", "", "EUR", 4),
        "Иванов Петров Димитров Стоянов",
        "Метал|Строймаркет|Мебели",
        "{owner} {trade} ООД",
        "ул. Шипка #|бул. България #",
        "4000:Пловдив|9000:Варна",
    ),
    Country(
        *("UA", "NL", "", "EUR", 3),
        "Шевчук Коваленко Бойко Їжакевич",
        "Метизи|Меблі|Будматеріали",
        "ТОВ {trade} {owner}",
        "вул. Садова #",
        "79000:Львів|65000:Одеса",
    ),
    Country(
        *("JP", "US", "", "JPY", 3),
        "山本 佐々木 高橋",
        "金属工業|機械製作所|商店",
        "{owner}{trade}株式会社",
        "本町 #-2-1",
        "950-0001:新潟市",
        False,
    ),
    Country(
        *("IL", "US", "", "USD", 2),
        "כהן מזרחי פרץ",
        "כלי עבודה|מתכת",
        '{owner} {trade} בע"מ',
        "רחוב הרצל #",
        "3303139:חיפה",
        False,
    ),
    Country(
        *("EG", "US", "", "USD", 2),
        "النجار الحداد منصور",
        "للأدوات|للتجارة",
        "شركة {owner} {trade}",
        "شارع النيل #",
        "21500:الإسكندرية",
        False,
    ),
)

LONG_NAMES = (
    "The Incorporated Association of Independent Threaded Fastener, Washer and Panel Clip"
    " Wholesalers of the Upper Valley (Purchasing Department)",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH",
    "Stichting Gezamenlijke Inkoop voor Zelfstandige Ijzerwaren- en Gereedschapswinkels Noord",
    "O'Brien-Źdźbłowska & d'Alembert, Fournitures Générales pour la Construction Navale, S.A.",
)
"""Names that no column is wide enough for."""

PEOPLE = (
    *("Pat Ellery", "Jo Marchetti", "Anneke de Wit", "Bjørn Ødegård", "Zoë Żukowska"),
    *("Jürgen Bäcker", "Íñigo Arana", "Maëlle Perrin", "Ελένη Μαρκου", "Олена Гнатюк"),
)
