"""What shops call themselves, sell and print: the words that receipts are made of, by language (or country)."""

from __future__ import annotations


def _lists(texts: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(text.split("|")) for key, text in texts.items()}


SHOPS = _lists(
    {
        "MY": "TRADING|HARDWARE|MINI MARKET|RESTAURANT|BOOK STORE|ELECTRICAL|PHARMACY|BAKERY|CAFE|STATIONERY|"
        "AUTO PARTS|SUPERMARKET|SEAFOOD RESTAURANT|MARKETING|ONE STOP SHOP|GROUP|ENTERPRISE|FOOD "
        "INDUSTRIES|KITCHEN|HOME DECO|PETROLEUM|LIGHTING|MACHINERY|FURNITURE|HOLDINGS|CASH & CARRY|FRESH "
        "MARKET|OPTICAL|PET SHOP|PAINT CENTRE|TYRE SERVICE|PRINTING",
        "en": "Cafe|Grill|Diner|Market|Pizza|Kitchen|Bar & Grill|Steakhouse|Sushi|Deli|Bakery|Coffee|Hardware|"
        "Pharmacy|Restaurant|Foods|Liquors|Books|Outlet|Supply|Tavern|Pub|Burgers|Noodle House|Hotel|Inn|"
        "Gas|Garden Centre|Sports|Shoes|Pet Supplies|Bistro|Thai Cuisine|Seafood|Tacos|BBQ|Ice Cream|"
        "Superstore|Mart|Drugs|Stores|Donuts",
        "de": "Markt|Restaurant|Bäckerei|Gasthaus|Apotheke|Café|Drogerie|Baumarkt|Tankstelle|Hotel|Metzgerei|"
        "Buchhandlung|Imbiss|Pizzeria|Discount|Brauhaus|Getränkemarkt|Schuhe|Bistro",
        "fr": "Boulangerie|Restaurant|Brasserie|Pharmacie|Marché|Café|Librairie|Hôtel|Bistrot|Pressing|Crêperie|"
        "Supermarché|Bricolage|Tabac|Boucherie|Fleurs",
        "es": "Restaurante|Bar|Supermercado|Farmacia|Panadería|Cafetería|Librería|Hotel|Mesón|Tapas|Ferretería|"
        "Zapatería|Mercado",
        "it": "Ristorante|Bar|Trattoria|Pizzeria|Farmacia|Panificio|Supermercato|Hotel|Osteria|Gelateria|"
        "Ferramenta|Libreria",
        "nl": "Restaurant|Eetcafé|Bakkerij|Apotheek|Supermarkt|Drogist|Boekhandel|Hotel|Bouwmarkt|Slagerij|"
        "Bloemen|Markt",
    }
)
FIRST_PARTS = _lists(
    {
        "en": "Blue|Golden|Old|Little|Red|Royal|Corner|Sunny|Silver|Green|Lucky|Happy",
        "de": "Zum|Alter|Goldener|Neuer|Kleine",
        "fr": "Le Petit|Chez|Au Bon|La Belle|Le",
        "es": "La|El|Casa|Los|Nuevo",
        "it": "Da|Il|La|Antica|Nuovo",
        "nl": "De|Het|Oude|'t",
    }
)
DISHES = _lists(
    {
        "en": "Cheeseburger|Caesar Salad|Chicken Wings|French Fries|Coffee|Iced Tea|Diet Coke|Fish & Chips|Club "
        "Sandwich|Pancakes|Ribeye Steak|House Wine|Draft Beer|Garlic Bread|Soup of the Day|Chicken Tikka|"
        "Pad Thai|California Roll|Miso Soup|Margherita Pizza|Latte|Cappuccino|Apple Pie|Sparkling Water|"
        "Mashed Potato|Grilled Salmon|Onion Rings|BLT|Tacos|Side Salad|Bottle Water|Orange Juice|Veggie "
        "Wrap|Spring Rolls|Fried Rice|Kids Meal|Brownie|Milkshake|Nachos|Tofu|Eggs Benedict|Hot Chocolate|"
        "Crab Cakes|Lamb Curry|Naan|Edamame|Calamari|Cheesecake|Hash Browns|Bagel|Pork Ribs",
        "MY": "Nasi Lemak|Roti Canai|Teh Tarik|Teh O Ais|Kopi O|Milo Ais|Mee Goreng|Nasi Goreng|Char Kuey Teow|"
        "Laksa|Satay Ayam|Nasi Kandar|Limau Ais|Ayam Goreng|Sayur Kangkung|Bubur|Wantan Mee|Bak Kut Teh|"
        "Chicken Chop|Fish Head Curry|Rice|Chinese Tea|Herbal Tea|Steam Fish|Egg Tart|Dim Sum|Kuih|Air "
        "Suam|Barli Ais|Tomyam|Hot Plate Tofu|Mango Juice",
        "de": "Schnitzel|Pommes|Currywurst|Apfelschorle|Pils 0,5|Weizen 0,5|Tafelwasser|Brezel|Käsespätzle|"
        "Kaffee|Cappuccino|Salatteller|Tagessuppe|Bratwurst|Spargel|Flammkuchen|Kuchen|Rotwein 0,2|"
        "Espresso|Pizza Salami|Döner|Cola 0,4",
        "fr": "Croissant|Baguette|Café|Menu du jour|Steak frites|Salade verte|Verre de vin|Eau minérale|Croque "
        "monsieur|Quiche|Crêpe|Tarte aux pommes|Plat du jour|Kir|Bière pression|Soupe|Formule midi|Thé|"
        "Moules frites|Demi",
        "es": "Café con leche|Tortilla|Menú del día|Caña|Agua mineral|Ensalada|Paella|Croquetas|Bocadillo|"
        "Patatas bravas|Vino tinto|Gazpacho|Pan|Refresco|Flan|Tostada|Zumo|Calamares",
        "it": "Caffè|Cornetto|Pizza Margherita|Spaghetti|Acqua|Coperto|Vino rosso|Insalata|Tiramisù|Cappuccino|"
        "Lasagne|Birra media|Bruschetta|Gelato|Spremuta|Panino|Risotto",
        "nl": "Koffie|Cappuccino|Uitsmijter|Bitterballen|Frites|Kroket|Pils|Spa rood|Appeltaart|Broodje kaas|"
        "Soep|Tosti|Thee|Biefstuk|Jus d'orange|Huiswijn",
    }
)
GOODS = _lists(
    {
        "en": "MILK|BREAD|EGGS|RICE|SUGAR|SALT|BUTTER|CHEESE|APPLE|BANANA|ONION|TOMATO|YOGURT|JUICE|COOKIES|"
        "CEREAL|SOAP|SHAMPOO|TISSUE|BATTERY|CANDY|CHIPS|WATER|COKE|CHOCOLATE|NOODLES|OIL|FLOUR|TEA|COFFEE|"
        "TOOTHPASTE|DETERGENT|NAPKIN|FOIL|BEEF|CHICKEN|FISH|SAUSAGE|HAM|PASTA|SAUCE|KETCHUP|BEANS|CORN|"
        "PEAS|LEMON|GRAPES|TOWEL|SOCKS|SHIRT|JEANS|TAPE|BULB|CABLE|SCREW|NAIL|PAINT|BRUSH|GLUE|PEN|"
        "NOTEBOOK|ENVELOPE|CARD|STAMP|CANDLE|MUG|PLATE",
        "de": "Milch|Brot|Eier|Reis|Zucker|Salz|Butter|Käse|Äpfel|Bananen|Zwiebeln|Tomaten|Joghurt|Saft|Kekse|"
        "Müsli|Seife|Wasser|Schokolade|Nudeln|Öl|Mehl|Tee|Kaffee|Wurst|Schinken|Soße|Mais|Zitronen|Gurken|"
        "Quark|Pfand|Tragetasche|Batterien",
        "fr": "LAIT|PAIN|OEUFS|RIZ|SUCRE|SEL|BEURRE|FROMAGE|POMMES|BANANES|TOMATES|YAOURT|JUS|BISCUITS|SAVON|EAU|"
        "CHOCOLAT|PATES|HUILE|FARINE|THE|CAFE|JAMBON|POULET|SAUCE|SAC|CITRONS|SALADE",
        "es": "LECHE|PAN|HUEVOS|ARROZ|AZUCAR|SAL|MANTEQUILLA|QUESO|MANZANA|PLATANO|TOMATE|YOGUR|ZUMO|GALLETAS|"
        "JABON|AGUA|CHOCOLATE|PASTA|ACEITE|HARINA|TE|CAFE|JAMON|POLLO|BOLSA",
        "it": "LATTE|PANE|UOVA|RISO|ZUCCHERO|SALE|BURRO|FORMAGGIO|MELE|BANANE|POMODORI|YOGURT|SUCCO|BISCOTTI|"
        "SAPONE|ACQUA|CIOCCOLATO|PASTA|OLIO|FARINA|PROSCIUTTO|POLLO|SHOPPER",
        "nl": "MELK|BROOD|EIEREN|RIJST|SUIKER|ZOUT|BOTER|KAAS|APPELS|BANANEN|TOMATEN|YOGHURT|SAP|KOEKJES|ZEEP|"
        "WATER|CHOCOLADE|PASTA|OLIE|THEE|KOFFIE|HAM|KIP|TAS|STATIEGELD",
    }
)
STATES_MY = ("SELANGOR|SELANGOR DARUL EHSAN|JOHOR|W.P. KUALA LUMPUR|PERAK|PENANG|MELAKA|PAHANG|KEDAH").split("|")
MODIFIERS = (
    "NO ONION|WELL DONE|EXTRA CHEESE|MEDIUM RARE|ON THE SIDE|LESS ICE|TAKE AWAY|LARGE|NO SALT|SPICY|"
    "ADD AVOCADO|GLUTEN FREE|DECAF|OAT MILK|+ bacon|- no tomato|Kurang Manis|Bungkus"
).split("|")
TITLES = _lists(
    {
        "en": "RECEIPT|TAX INVOICE|SALES RECEIPT|CASH RECEIPT|GUEST CHECK|INVOICE|CUSTOMER COPY|Tax Invoice|CASH "
        "SALES|SIMPLIFIED TAX INVOICE|OFFICIAL RECEIPT|DINE IN|TAKE OUT|*** REPRINT ***|CASH BILL|SALE|TO "
        "GO",
        "de": "Rechnung|KASSENBON|Quittung|RECHNUNG|Kundenbeleg|BEWIRTUNGSBELEG|- KUNDENBELEG -",
        "fr": "TICKET DE CAISSE|FACTURE|Note|TICKET CLIENT|DUPLICATA",
        "es": "FACTURA SIMPLIFICADA|TICKET|Recibo|COPIA CLIENTE",
        "it": "SCONTRINO FISCALE|DOCUMENTO COMMERCIALE|RICEVUTA FISCALE|di vendita o prestazione",
        "nl": "KASSABON|Rekening|KLANTENBON|Bon",
    }
)
THANKS = _lists(
    {
        "en": "THANK YOU|Thank you, please come again|GOODS SOLD ARE NOT RETURNABLE|THANK YOU FOR SHOPPING WITH "
        "US|Have a nice day!|PLEASE KEEP THIS RECEIPT AS PROOF OF PURCHASE|No refund or exchange without "
        "receipt|Exchange within 7 days with receipt|Follow us on social media|Tell us how we did today|"
        "Gratuity not included|*** THANK YOU ***|GST SUMMARY|Returns accepted within 30 days|E. & O. E.|"
        "Please retain this copy for your records|WIFI PASSWORD: GUEST|Price inclusive of GST",
        "de": "Vielen Dank für Ihren Einkauf|Auf Wiedersehen|Danke für Ihren Besuch|Umtausch nur mit Bon|Es "
        "gelten unsere AGB|Unsere Öffnungszeiten|Montag - Samstag 7:00 - 21:00 Uhr",
        "fr": "Merci de votre visite|A bientôt|Merci et à bientôt|Ticket à conserver|Prix nets service compris",
        "es": "Gracias por su visita|IVA incluido|Conserve su ticket|Gracias por su compra",
        "it": "Grazie e arrivederci|ARRIVEDERCI E GRAZIE|Vi aspettiamo",
        "nl": "Bedankt en tot ziens|Bewaar uw bon|Ruilen binnen 14 dagen met bon",
    }
)
CARDS = ("VISA|MASTERCARD|Visa Credit|AMEX|DEBIT|EC-Karte|Maestro|MC|CREDIT CARD|Girocard|VISA DEBIT|PIN").split("|")
SLIP = (
    "APPROVED|AUTH CODE: 999999|AID: A0000000999999|TVR: 8080009000|REF NO: 999999999999|TID: 99999999|"
    "MID: 999999999|BATCH NO: 000999|TRACE NO: 999999|ENTRY: CHIP READ|NO SIGNATURE REQUIRED|"
    "Terminal-ID: 99999999|TA-Nr 099999 BNr 9999|Seq #: 9999|Exp: **/**|Contactless|Host Order ID: "
    "999-999-99999999"
).split("|")
OTHERS = _lists(
    {
        "en": "Table:|Guests:|Register:|Station:|Terminal|POS NO.:|Counter:|Covers|Store:|Lane|Salesman:|Member "
        "No.:|Queue No|Party of|Till|Pax:",
        "de": "Tisch:|Kasse:|Filiale|Platz|Gäste",
        "fr": "Table :|Caisse|Couverts",
        "es": "Mesa:|Caja:|Comensales",
        "it": "Tavolo|Cassa|Coperti",
        "nl": "Tafel:|Kassa|Filiaal",
    }
)
LOCAL = _lists(  # what is printed in one country alone, by country and field
    {
        "ID total": "TOTAL|Grand Total|TOTAL BAYAR|Total Belanja|JUMLAH|Total Tagihan|TOTAL ITEM",
        "ID subtotal": "Sub Total|SUBTOTAL|Subtotal|HARGA JUAL",
        "ID tax": "PB1|PB1 10%|PPN|Pajak|Tax 10%|PAJAK RESTO 10%|Pb1 (10%)",
        "ID cash": "TUNAI|CASH|Tunai|BAYAR|Bayar|UANG TUNAI|TUNAI :",
        "ID change": "KEMBALI|KEMBALIAN|Kembali|Kembalian :|CHANGE|UANG KEMBALI",
        "ID discount": "DISKON|Diskon|POTONGAN|HEMAT|Disc",
        "ID tips": "Service Charge|SERVICE 5%|Biaya layanan",
        "ID receipt_number": "No. Struk|No Nota :|NO. BON|No. Transaksi|Bill No|Struk :",
        "ID cashier": "Kasir|KASIR:|Kasir :|Pelayan :",
        "ID date": "Tgl|TGL.|Tanggal :|Tgl :|Date",
        "ID time": "Jam|JAM :|Pukul",
        "ID phone": "Telp.|TELP:|Telp :|Tlp.|HP",
        "ID tax_id": "NPWP|NPWP :",
        "ID description": "Nama Barang|Item|BARANG",
        "ID quantity": "Jml|Qty|JUMLAH",
        "ID unit_price": "Harga|@|HARGA SAT.",
        "ID amount": "Total|Jumlah|TOTAL (Rp)|Rp",
        "IN tax": "CGST|SGST @ 2.5%|GST 5%|GST 18%|Service Tax|VAT 12.5%|IGST|Total GST",
        "IN tax_id": "GSTIN|GSTIN:|GST No.|GSTIN No :|TIN No.|VAT TIN",
        "IN receipt_number": "Bill No|Bill No.:|Invoice No|Token No.|Bill #",
        "IN total": "Grand Total|Net Amount|Bill Amount|TOTAL|Net Payable|Round off Total|Total Rs.",
        "IN phone": "Ph|Ph:|Mob|Mobile:|Contact No|Ph. No.",
        "GB total": "TOTAL|BALANCE DUE|Total to pay|TOTAL SALE|AMOUNT DUE|Total GBP|TO PAY",
    }
)
TOWNS_ID = "Jakarta Selatan|Bandung|Surabaya|Tangerang|Bekasi|Depok|Semarang|Medan|Bogor|Yogyakarta".split("|")
