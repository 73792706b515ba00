"""What the demo shop repairs, and what is wrong with it, in the words of its four languages."""

from typing import NamedTuple


class Thing(NamedTuple):
    kind: str
    brand: str
    model: str
    colour: str = ""
    start: str = ""  # the first digits of its IMEI, the first signs of its VIN, or what its serial number begins with


# Which customer (by place in people.CUSTOMERS) brings what.
FIRST = {
    0: (
        Thing("phone", "Apple", "iPhone 13", "albastru", "351044630482738"),
        Thing("car", "Toyota", "Corolla", "", "NMTBZ3BE60R012847 CJ 12 NRD"),
        Thing("laptop", "Lenovo", "ThinkPad X1 Carbon Gen 9", "negru", "PF-3K9XTW"),
    ),
    1: (Thing("car", "Toyota", "Corolla", "серый", "NMTBM28E80R058037 N123AP"),),
    3: (
        Thing("car", "Dacia", "Duster", "alb", "UU1HSDACN5 CJ 09 LMP"),
        Thing("car", "Volkswagen", "Crafter", "alb", "WV1ZZZ2EZ6 CJ 77 MRB"),
        Thing("car", "Škoda", "Octavia", "gri", "TMBJJ7NE8J CJ 44 KRS"),
    ),
}
COMMON = (
    Thing("phone", "Samsung", "Galaxy S22 Ultra", "negru", "35284611"),
    Thing("laptop", "HP", "Pavilion 15", "argintiu", "5CD"),
    Thing("console", "Sony", "PlayStation 5", "alb", "F4-"),
    Thing("appliance", "Bosch", "Serie 6 WAU28PH0BY", "alb", "FD"),
    Thing("phone", "Xiaomi", "Redmi Note 12", "albastru", "86570906"),
    Thing("car", "Dacia", "Logan", "roșu", "UU1L52620F"),
    Thing("tablet", "Apple", "iPad Air (5th gen.)", "gri", "DMP"),
    Thing("laptop", "Apple", 'MacBook Pro 14"', "gri", "C02"),
    Thing("phone", "Apple", "iPhone 12 mini", "verde", "35640211"),
    Thing("watch", "Apple", "Watch SE (2nd gen.)", "auriu", "HX7"),
    Thing("appliance", "Dyson", "V11 Absolute", "violet", "SV14"),
    Thing("bicycle", "Xiaomi", "Electric Scooter 4 Pro", "negru", "4418"),
    Thing("phone", "Samsung", "Galaxy A54", "mov", "35904118"),
    Thing("computer", "Dell", "OptiPlex 7090", "negru", "7HQ"),
    Thing("tool", "Makita", "DDF485", "turcoaz", "MK"),
    Thing("car", "Volkswagen", "Golf", "albastru", "WVWZZZAUZH"),
    Thing("phone", "Google", "Pixel 7a", "alb", "35517827"),
    Thing("laptop", "Asus", "VivoBook 15", "argintiu", "M9N"),
    Thing("appliance", "De'Longhi", "Magnifica S", "negru", "ECAM"),
    Thing("console", "Nintendo", "Switch OLED", "alb", "XTE"),
)


class Fault(NamedTuple):
    kinds: str
    price: int
    reported: dict[str, str]
    done: dict[str, str]


FAULTS = (
    Fault("phone tablet watch", 950, {
        "ro": "Ecran spart după o cădere, touch-ul nu răspunde în partea de jos. Bateria ține doar jumătate de zi.",
        "lv": "Pēc kritiena saplīsis ekrāns, apakšā nereaģē uz pieskārieniem.",
        "fr": "Écran cassé après une chute, le bas ne répond plus au toucher.",
        "ru": "После падения разбит экран, внизу не реагирует на касания.",
    }, {"ro": "Ecran înlocuit, testat.", "lv": "Nomainīts ekrāns, pārbaudīts.", "fr": "Écran remplacé et testé.", "ru": "Экран заменён, проверен."}),
    Fault("phone tablet watch laptop", 320, {
        "ro": "Bateria ține două ore și telefonul se încălzește la încărcare.",
        "lv": "Akumulators tur divas stundas, lādējot silst.",
        "fr": "La batterie tient deux heures, l'appareil chauffe pendant la charge.",
        "ru": "Аккумулятор держит два часа, при зарядке греется.",
    }, {"ro": "Baterie înlocuită.", "lv": "Nomainīts akumulators.", "fr": "Batterie remplacée.", "ru": "Заменён аккумулятор."}),
    Fault("phone tablet", 180, {
        "ro": "Nu se încarcă decât dacă ții cablul într-o parte.",
        "lv": "Lādējas tikai tad, ja vadu tur uz sāniem.",
        "fr": "Ne charge que si l'on tient le câble de côté.",
        "ru": "Заряжается, только если держать провод сбоку.",
    }, {"ro": "Mufă de încărcare curățată și înlocuită.", "lv": "Nomainīta uzlādes ligzda.", "fr": "Connecteur de charge remplacé.", "ru": "Заменён разъём зарядки."}),
    Fault("laptop computer console", 410, {
        "ro": "Se oprește singur după zece minute, ventilatorul face zgomot.",
        "lv": "Pēc desmit minūtēm pats izslēdzas, ventilators trokšņo.",
        "fr": "S'éteint tout seul après dix minutes, le ventilateur est bruyant.",
        "ru": "Через десять минут сам выключается, шумит вентилятор.",
    }, {"ro": "Curățat de praf, pastă termică nouă.", "lv": "Iztīrīts, nomainīta termopasta.", "fr": "Nettoyage complet, pâte thermique neuve.", "ru": "Чистка от пыли, новая термопаста."}),
    Fault("laptop", 640, {
        "ro": "S-a vărsat cafea pe tastatură, mai multe taste nu merg.",
        "lv": "Uz tastatūras izlieta kafija, vairāki taustiņi nestrādā.",
        "fr": "Café renversé sur le clavier, plusieurs touches ne marchent plus.",
        "ru": "На клавиатуру пролили кофе, часть клавиш не работает.",
    }, {"ro": "Tastatură înlocuită, placa curățată.", "lv": "Nomainīta tastatūra, plate iztīrīta.", "fr": "Clavier remplacé, carte nettoyée.", "ru": "Клавиатура заменена, плата промыта."}),
    Fault("console computer", 520, {
        "ro": "Pornește, dar nu dă imagine pe televizor.",
        "lv": "Ieslēdzas, bet nav attēla televizorā.",
        "fr": "S'allume mais pas d'image sur le téléviseur.",
        "ru": "Включается, но нет изображения на телевизоре.",
    }, {"ro": "Port HDMI înlocuit.", "lv": "Nomainīta HDMI ligzda.", "fr": "Port HDMI remplacé.", "ru": "Заменён порт HDMI."}),
    Fault("appliance", 460, {
        "ro": "Mașina nu mai evacuează apa, arată eroarea E18.",
        "lv": "Neizsūknē ūdeni, rāda kļūdu E18.",
        "fr": "La machine ne vidange plus, elle affiche E18.",
        "ru": "Не сливает воду, показывает ошибку E18.",
    }, {"ro": "Pompă de evacuare înlocuită.", "lv": "Nomainīts izsūknēšanas sūknis.", "fr": "Pompe de vidange remplacée.", "ru": "Заменён сливной насос."}),
    Fault("appliance tool", 290, {
        "ro": "Merge cu întreruperi și miroase a ars.",
        "lv": "Darbojas ar pārtraukumiem, jūtama deguma smaka.",
        "fr": "Fonctionne par à-coups, odeur de brûlé.",
        "ru": "Работает с перебоями, пахнет горелым.",
    }, {"ro": "Perii și rulment schimbați.", "lv": "Nomainītas ogles un gultnis.", "fr": "Charbons et roulement remplacés.", "ru": "Заменены щётки и подшипник."}),
    Fault("car", 1460, {
        "ro": "Scârțâie la frânare, volanul vibrează de la 90 km/h.",
        "lv": "Bremzējot čīkst, no 90 km/h vibrē stūre.",
        "fr": "Grincement au freinage, le volant vibre dès 90 km/h.",
        "ru": "Скрип при торможении, на 90 км/ч бьёт руль.",
    }, {"ro": "Discuri și plăcuțe față înlocuite, roți echilibrate.", "lv": "Nomainīti priekšējie diski un kluči.", "fr": "Disques et plaquettes avant remplacés.", "ru": "Заменены передние диски и колодки."}),
    Fault("car", 780, {
        "ro": "Martorul motorului aprins, consumă mai mult.",
        "lv": "Deg motora lampiņa, palielinājies patēriņš.",
        "fr": "Voyant moteur allumé, consommation en hausse.",
        "ru": "Горит «чек», вырос расход топлива.",
    }, {"ro": "Sondă lambda înlocuită, erori șterse.", "lv": "Nomainīta lambda zonde.", "fr": "Sonde lambda remplacée.", "ru": "Заменён лямбда-зонд."}),
    Fault("bicycle", 240, {
        "ro": "Frâna spate nu mai prinde și trotineta se oprește la deal.",
        "lv": "Neķer aizmugurējā bremze, kalnā apstājas.",
        "fr": "Le frein arrière ne prend plus, s'arrête en côte.",
        "ru": "Не держит задний тормоз, в гору останавливается.",
    }, {"ro": "Frână reglată, conector curățat.", "lv": "Noregulēta bremze, iztīrīts savienojums.", "fr": "Frein réglé, connecteur nettoyé.", "ru": "Тормоз отрегулирован, разъём очищен."}),
)  # fmt: skip
CONDITION = {
    "ro": ("Zgârieturi pe ramă, spatele intact.", "Stare bună.", "Urme de lovituri la colțuri."),
    "lv": ("Skrāpējumi uz rāmja, aizmugure vesela.", "Labā stāvoklī."),
    "fr": ("Rayures sur le cadre, dos intact.", "Bon état général."),
    "ru": ("Царапины на рамке, задняя крышка целая.", "Состояние хорошее."),
}
LEFT = {
    "ro": ("husă, cartelă SIM", "încărcător", "fără accesorii"),
    "lv": ("vāciņš, SIM karte", "lādētājs"),
    "fr": ("coque, carte SIM", "chargeur"),
    "ru": ("чехол, сим-карта", "зарядное устройство"),
}
REASONS = {
    "ro": "Clientul a refuzat devizul.",
    "lv": "Klients nepiekrita tāmei.",
    "fr": "Le client a refusé le devis.",
    "ru": "Клиент отказался от ремонта.",
}
