"""Words for the demo marketplace: trades, shop names, places, what buyers write. All invented; no brand, no person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """What a shop may deal in: how it may call itself, and what it offers, by language of the store."""

    word: dict[str, tuple[str, ...]]
    items: dict[str, tuple[str, ...]]
    median_minor: int


TRADES = (
    Trade(
        {"en": ("Ceramics", "Pottery", "Stoneware"), "de": ("Keramik", "Töpferei")},
        {
            "en": (
                "Stoneware mug",
                "Serving bowl",
                "Pasta plate set",
                "Salt pig",
                "Butter dish",
                "Espresso cup pair",
                "Bud vase",
            ),
            "de": ("Steinzeugbecher", "Servierschale", "Pastateller", "Butterdose", "Salztopf", "Vase", "Müslischale"),
        },
        2900,
    ),
    Trade(
        {"en": ("Lighting", "Lamp Works", "Lights"), "de": ("Leuchten", "Lichtwerk")},
        {
            "en": (
                "Clamp desk lamp",
                "Linen pendant shade",
                "Reading lamp",
                "Fairy lights, 10 m",
                "Wall spot",
                "Lamp cord kit",
            ),
            "de": (
                "Klemmleuchte",
                "Pendelschirm Leinen",
                "Leselampe",
                "Lichterkette 10 m",
                "Wandspot",
                "Textilkabel-Set",
            ),
        },
        4200,
    ),
    Trade(
        {"en": ("Garden Supply", "Nursery Tools", "Greenhouse Goods"), "de": ("Gartenbedarf", "Gartengeräte")},
        {
            "en": (
                "Hand trowel",
                "Seed tray set",
                "Bypass secateurs",
                "Jute twine, 100 m",
                "Rain gauge",
                "Raised bed corner set",
            ),
            "de": (
                "Handschaufel",
                "Anzuchtschalen-Set",
                "Gartenschere",
                "Juteschnur 100 m",
                "Regenmesser",
                "Hochbeet-Ecken",
            ),
        },
        2300,
    ),
    Trade(
        {"en": ("Toys", "Playthings", "Wooden Toys"), "de": ("Spielzeug", "Holzspielwaren")},
        {
            "en": ("Stacking rings", "Marble run starter", "Rag doll", "Wooden train, 5 parts", "Floor puzzle", "Kite"),
            "de": ("Stapelringe", "Murmelbahn", "Stoffpuppe", "Holzzug, 5 Teile", "Bodenpuzzle", "Drachen"),
        },
        2600,
    ),
    Trade(
        {"en": ("Linen", "Home Textiles", "Bedding"), "de": ("Heimtextilien", "Bettwaren")},
        {
            "en": (
                "Waffle towel pair",
                "Percale pillowcase",
                "Linen napkins, set of 4",
                "Wool throw",
                "Tea towel trio",
                "Bath mat",
            ),
            "de": (
                "Waffelhandtuch 2er",
                "Kissenbezug Perkal",
                "Leinenservietten 4er",
                "Wolldecke",
                "Geschirrtuch 3er",
                "Badematte",
            ),
        },
        3400,
    ),
    Trade(
        {"en": ("Kitchenware", "Cookshop", "Pantry Goods"), "de": ("Küchenwaren", "Kochhaus")},
        {
            "en": (
                "Cast iron pan",
                "Dough scraper",
                "Storage jar set",
                "Oven thermometer",
                "Bread knife",
                "Apron, waxed cotton",
            ),
            "de": (
                "Gusseisenpfanne",
                "Teigschaber",
                "Vorratsgläser-Set",
                "Ofenthermometer",
                "Brotmesser",
                "Schürze gewachst",
            ),
        },
        3100,
    ),
    Trade(
        {"en": ("Outdoor", "Camping Goods", "Trail Supply"), "de": ("Outdoor", "Wanderbedarf")},
        {
            "en": (
                "Enamel mug",
                "Head torch",
                "Dry bag, 20 l",
                "Trekking poles",
                "Sleeping mat",
                "Fire steel",
                "Rain cover",
            ),
            "de": (
                "Emaillebecher",
                "Stirnlampe",
                "Packsack 20 l",
                "Wanderstöcke",
                "Isomatte",
                "Feuerstahl",
                "Regenhülle",
            ),
        },
        3600,
    ),
    Trade(
        {"en": ("Stationery", "Paper Goods", "Bindery"), "de": ("Papeterie", "Schreibwaren")},
        {
            "en": (
                "Dotted notebook",
                "Brass pen",
                "Week planner",
                "Washi tape set",
                "Letter paper, 50 sheets",
                "Pencil roll",
            ),
            "de": (
                "Notizbuch gepunktet",
                "Messingstift",
                "Wochenplaner",
                "Washi-Tape-Set",
                "Briefpapier 50 Blatt",
                "Stifterolle",
            ),
        },
        1700,
    ),
    Trade(
        {"en": ("Pet Supply", "Kennel & Cat", "Pet Goods"), "de": ("Tierbedarf", "Heimtierladen")},
        {
            "en": ("Rope leash", "Cat scratch board", "Slow feeder bowl", "Dog coat", "Grooming brush", "Bird feeder"),
            "de": ("Tauleine", "Kratzbrett", "Anti-Schling-Napf", "Hundemantel", "Fellbürste", "Futterhaus"),
        },
        2200,
    ),
    Trade(
        {"en": ("Tools", "Workshop Supply", "Hardware"), "de": ("Werkzeuge", "Werkstattbedarf")},
        {
            "en": ("Marking gauge", "Spokeshave", "Chisel set", "Work gloves", "Magnetic tray", "Bit set, 32 parts"),
            "de": (
                "Streichmaß",
                "Schweifhobel",
                "Stechbeitel-Satz",
                "Arbeitshandschuhe",
                "Magnetschale",
                "Bit-Satz 32-tlg.",
            ),
        },
        3300,
    ),
    Trade(
        {"en": ("Soap Works", "Bath Goods", "Apothecary"), "de": ("Seifenwerk", "Badewaren")},
        {
            "en": ("Olive oil soap, 3 bars", "Shaving brush", "Bath salt", "Beard oil", "Soap dish, oak", "Hand balm"),
            "de": ("Olivenölseife 3 Stück", "Rasierpinsel", "Badesalz", "Bartöl", "Seifenschale Eiche", "Handbalsam"),
        },
        1900,
    ),
    Trade(
        {"en": ("Cycle Parts", "Bike Goods"), "de": ("Fahrradteile", "Radbedarf")},
        {
            "en": ("Handlebar tape", "Brass bell", "Saddle bag", "Tyre lever set", "Mudguard pair", "Rear light"),
            "de": ("Lenkerband", "Messingglocke", "Satteltasche", "Reifenheber-Set", "Schutzblech-Paar", "Rücklicht"),
        },
        2700,
    ),
    Trade(
        {"en": ("Cables", "Desk Gadgets", "Audio Goods"), "de": ("Kabelwelt", "Technikzubehör")},
        {
            "en": (
                "Braided USB-C cable, 2 m",
                "Laptop stand",
                "Desk hub, 6 ports",
                "Headphone stand",
                "Cable box",
                "Wrist rest",
            ),
            "de": (
                "USB-C-Kabel 2 m",
                "Laptopständer",
                "Hub mit 6 Anschlüssen",
                "Kopfhörerhalter",
                "Kabelbox",
                "Handballenauflage",
            ),
        },
        2400,
    ),
)

FIRST_WORDS = {
    "en": (
        "Alderbrook", "Ashmere", "Barley Lane", "Beechcroft", "Birchfield", "Bramblewood", "Briar Hill", "Brookmill",
        "Cedar Row", "Chalkdown", "Cinderford", "Clover Yard", "Copperdale", "Cranefield", "Dovecote", "Driftwood Bay",
        "Dunmarsh", "Elmstead", "Fairwater", "Fallowfield", "Fernhill", "Foxglove", "Gatehouse", "Goosefoot", "Granary",
        "Greywillow", "Hawthorn Row", "Hazelgrove", "Heathfield", "Hedgerow", "Hollowbrook", "Ivydene", "Juniper Street",
        "Kestrel Yard", "Kingfisher Lane", "Larkspur", "Lower Mill", "Maplecombe", "Marigold", "Meadowgate", "Millrace",
        "Mossbank", "Nettlefold", "North Quay", "Oakhollow", "Old Foundry", "Orchard End", "Pebbleton", "Pinewater",
        "Plumtree", "Quarry Hill", "Redgate", "Riverbend", "Rowan Street", "Rushmoor", "Sandpiper", "Silverbirch",
        "Slatebridge", "Sparrow Lane", "Stonecrop", "Sunnyside", "Swallowtail", "Thistledown", "Thornbury Row",
        "Tilefield", "Underhill", "Vineyard Row", "Walnut Tree", "Waterside", "Wheatley Row", "Wickerhouse", "Yarrow",
    ),
    "de": (
        "Ahornhof", "Alte Mühle", "Amselgrund", "Apfelwiese", "Auenland Hof", "Bachhaus", "Birkenau Hof", "Blaufink",
        "Buchenrain", "Distelfeld", "Dorfschmiede", "Drosselweg", "Eichkamp", "Elsterhof", "Erlenbach Hof", "Falterwiese",
        "Federkiel", "Feldrain", "Fichtenhain", "Finkenschlag", "Gartentor", "Ginsterhof", "Grauspecht", "Haselbusch",
        "Heidekrug", "Holunderhof", "Hopfengarten", "Kastanienhof", "Kiebitz", "Kleeblatt", "Kornspeicher", "Kräuterhof",
        "Kupferberg", "Lerchenfeld", "Lindenhof", "Moosgrund", "Mühlbach", "Nordlicht", "Nussbaum", "Obsthof",
        "Pappelallee", "Quittenbaum", "Rabennest", "Rebenhang", "Regenpfeifer", "Rosenstock", "Schieferhof", "Schlehdorn",
        "Schwalbennest", "Seerose", "Spatzenhof", "Steinbruch", "Storchennest", "Tannengrund", "Uferweg", "Veilchen",
        "Wacholder", "Weidenkorb", "Wiesengrund", "Ziegelei",
    ),
}  # fmt: skip

VARIANTS = {
    "en": (
        "natural",
        "slate grey",
        "forest green",
        "cream",
        "navy",
        "rust",
        "large",
        "small",
        "speckled",
        "matt black",
    ),
    "de": (
        "natur",
        "schiefergrau",
        "waldgrün",
        "creme",
        "marineblau",
        "rost",
        "groß",
        "klein",
        "gesprenkelt",
        "mattschwarz",
    ),
}

SHIP_FROM = {
    "us": (
        "Columbus, OH",
        "Reno, NV",
        "Allentown, PA",
        "Memphis, TN",
        "Dallas, TX",
        "Tacoma, WA",
        "Savannah, GA",
        "Newark, NJ",
    ),
    "de": ("Kassel", "Leipzig", "Dortmund", "Nürnberg", "Bremen", "Augsburg", "Erfurt"),
}

REGIONS = {
    "us": (
        "California", "Texas", "Florida", "New York", "Pennsylvania", "Illinois", "Ohio", "Georgia", "North Carolina",
        "Michigan", "New Jersey", "Virginia", "Washington", "Arizona", "Massachusetts", "Tennessee", "Indiana", "Colorado",
        "Minnesota", "Oregon", "Maine", "Vermont", "Utah", "Kansas",
    ),
    "de": (
        "Nordrhein-Westfalen", "Bayern", "Baden-Württemberg", "Niedersachsen", "Hessen", "Sachsen", "Berlin",
        "Rheinland-Pfalz", "Schleswig-Holstein", "Brandenburg", "Sachsen-Anhalt", "Thüringen", "Hamburg", "Bremen",
    ),
}  # fmt: skip

FEEDBACK: dict[str, dict[int, tuple[str, ...]]] = {
    "en": {
        1: (
            "Never arrived, and nobody could tell me where it was.",
            "Broken in the box. There was one sheet of paper around it.",
            "Not the item in the picture. Still waiting for an answer.",
            "Two weeks after the promised day. The birthday was over.",
        ),
        2: (
            "Came late and the colour is off.",
            "Works, but scratched on one side.",
            "Smaller than I understood from the page, and slow to arrive.",
        ),
        3: ("All right for the price.", "Good item, took its time to get here.", "As described, box was dented."),
        4: ("Well made, would order again.", "Nice, a day later than I hoped.", "Good quality, plain packaging."),
        5: (
            "Exactly as described and carefully packed.",
            "Here in two days. Thank you.",
            "Second order from this shop, again faultless.",
            "Lovely piece, better than in the photo.",
        ),
    },
    "de": {
        1: (
            "Ist nie angekommen, auf Nachfragen keine Antwort.",
            "Zerbrochen angekommen, kaum Polster im Karton.",
            "Falscher Artikel, Rücksendung sollte ich selbst zahlen.",
        ),
        2: ("Kam viel zu spät.", "Funktioniert, hat aber Kratzer.", "Kleiner als gedacht."),
        3: ("In Ordnung für den Preis.", "Ware gut, Lieferung langsam.", "Wie beschrieben, Karton eingedrückt."),
        4: ("Schön gearbeitet, gerne wieder.", "Gut, kam einen Tag später.", "Gute Qualität."),
        5: ("Genau wie beschrieben, gut verpackt.", "Nach zwei Tagen da, danke.", "Sehr schönes Stück."),
    },
}

BUYER_WORDS = (
    "amber", "basil", "cobalt", "dune", "ember", "fern", "gale", "harbor", "indigo", "jade", "kelp", "lark", "maple",
    "north", "ochre", "pine", "quill", "reef", "sage", "tide", "umber", "vale", "willow", "yonder",
)  # fmt: skip
