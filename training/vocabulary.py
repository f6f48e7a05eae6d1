"""Roots, endings and words from which ``training/fake.py`` combines names that belong to nobody."""

from __future__ import annotations


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


SYLLABLES = _split(
    "al an ar ba bel ber bi bo bra bri ca cen cor cre da del den di do dra du el en er fa fen fi flo fo fra ga gel gen "
    "gi gra gu ha hel hen hi ho in ja jo ka kel ken ki ko kra la lan le len li lin lo lu ma mar me mel men mi mo na ne "
    "nel ni no nor o on or pa pel per pi po pra pri qua ra re ri rin ro ru sa sca se sel sen si so sta ste sti stro su "
    "ta tan te tel ten ti to tra tre tri tro u ul un va vel ven ver vi vo wa wel wen wi xa xe xi ya yo za ze zi zo zu"
)
BRAND_ENDS = _split(
    "a o ex ix ax on en is us ia eo io ra ta na lo ro tec tech net soft plan pro max line form lab media data med log "
    "trans therm cert pack print graph care wood stone line works way gate point wave flow grid cloud bit"
)

FIRST = {
    "de": _split(
        "Anna Bernd Carla Dieter Elke Frank Gerda Hans Ines Jens Karin Lars Maria Nils Olaf Petra Ralf Sabine Thomas "
        "Ute Volker Wiebke Jürgen Käthe Björn Heike Stefan Monika Uwe Birgit Jonas Lena Felix Hanna Moritz Greta"
    ),
    "en": _split(
        "Alice Brian Carol Daniel Emma Frank Grace Henry Irene James Kate Liam Mary Noah Olivia Peter Rachel Simon "
        "Tina Victor Wendy Adam Beth Chris Donna Eric Fiona Greg Holly Ian Julia Kevin Laura Mark Nancy Oscar Paul"
    ),
    "fr": _split(
        "Alain Brigitte Camille Denis Élodie François Gilles Hélène Isabelle Jacques Karine Luc Mathilde Nicolas "
        "Odile Pierre Quentin René Sylvie Thierry Valérie Yves Zoé Benoît Chloé Damien Émile Florence"
    ),
    "es": _split(
        "Alejandro Beatriz Carlos Dolores Elena Fernando Gloria Hugo Inés Javier Lucía Manuel Nuria Óscar Pilar Raúl "
        "Sofía Tomás Verónica Ximena Álvaro Begoña Diego Esther"
    ),
    "it": _split(
        "Alessandro Bianca Carlo Donatella Elisa Fabio Giulia Ivano Lorenzo Marta Nicola Ornella Paolo Roberta Silvia "
        "Tommaso Umberto Viola Andrea Chiara Davide Federica"
    ),
    "nl": _split(
        "Anouk Bram Cornelis Daan Eva Floris Geert Hanneke Ilse Joost Kees Lotte Maarten Niels Pieter Roos Sander "
        "Thijs Willem Yvonne Bas Femke Gijs Marijke"
    ),
    "as": _split(
        "Ahmad Siti Wei Mei Arjun Priya Rahul Anita Kumar Nur Hafiz Ling Chong Fatimah Vikram Sunita Deepak Lakshmi "
        "Rizal Aishah Jia Hui Suresh Meena Azman Farah"
    ),
}
LAST_ROOTS = {
    "de": (
        _split("Berg Stein Wald Feld Bach Holz Korn Gold Roth Brand Hart Lind Stolz Ober Nieder Ritter Krug Eich Birk"),
        _split("er mann meier müller hoff bauer hardt ner berger feldt ing ke wald schmidt inger"),
    ),
    "en": (
        _split("Ash Black Brook Clay Dun East Fair Green Hard Hol Lang Mar New Oak Pem Rad Stan Thorn Under West Whit"),
        _split("ford ton ley well wood field man son by ham worth bury more ridge ing stone shaw croft"),
    ),
    "fr": (
        _split("Beau Bel Bon Char Cler Dela Du Fon Gau Lam Mar Mont Per Roch Sau Vau Ville Bour Cham"),
        _split("ier eau ard in et mont court val bois lin geon del tier ceau neuve nac"),
    ),
    "es": (
        _split("Mar Fern Gonz Sanch Rodr Vald Cast Mont Ram Ort Alv Ben Her Jim Men"),
        _split("ez ero illo ano erra eda al ino osa ado ieta"),
    ),
    "it": (
        _split("Ros Bian Ferr Mar Cont Rom Gall Lomb Bar Font San Vit Mor Ric Gent"),
        _split("ini etti ari elli oni ucci ano aldi esi ese ato otti"),
    ),
    "nl": (
        _split("Van_Dijk Van_den_Berg De_ Van_der_ Ter_ Jan Hen Wil Kui Ver Bos Smit Meul Hoek"),
        _split("veld horst man sen stra ma kamp sma brink laar wijk dam"),
    ),
    "as": (
        _split("Ab Rah Ism Has Yus Sha Tan Lim Wong Chan Gup Sin Ram Nai Kri Pat Men"),
        _split("man ail san uf ma g h ta shna nan el on dullah sri"),
    ),
}
CITY = {
    "DE": (
        _split(
            "Alten Bad_ Ober Unter Neu Klein Groß Linden Buchen Eichen Hohen Nieder König Kirch Wald Stein Mühl Rosen"
        ),
        _split("burg berg stadt hausen dorf heim bach feld rode au ingen furt kirchen brück werder tal hagen"),
    ),
    "GB": (
        _split("Ash Brad Chester Dun East Farn Glas Hather King's_ Lan Mar Nor Oak Pres Stoke Thorn West Wood Kirk"),
        _split("ton ford ham bury ley wick mouth bridge field worth by minster combe stead"),
    ),
    "US": (
        _split(
            "Spring Fair Cedar_ Lake Oak Pine Clear River Green Mill Stone New_ West_ East_ North_ Grand_ Fort_ San_"
        ),
        _split("field view ville ton wood dale port land brook side haven ridge creek Rapids Falls City Hills Valley"),
    ),
    "FR": (
        _split("Saint- Mont Ville Château Beau Belle Champ Roche Font Val Bourg Neuf Aigue Clair Mar"),
        _split("neuf fort court mont ville ac ieux ois y ierre vert illon ay euil igny bourg Laurent Martin"),
    ),
    "ES": (
        _split("Villa Monte San_ Puerto_ Torre Alca Val Fuente Rio Guada La_ Benal"),
        _split("nueva verde lar ra zar quivir real mar seca blanca frío jara ós eda"),
    ),
    "IT": (
        _split("Monte San_ Castel Villa Porto_ Civita Bel Rocca Fonte Val Tor Pieve"),
        _split("vecchio nuovo fiore rosso ino ano alto franco lungo forte ella etta Marco"),
    ),
    "NL": (
        _split("Amstel Rotte Zoeter Hilver Oost Noord Zuid Breu Heeren Doorn Veld Lelie Alk Zaan Oude"),
        _split("dam veen meer huizen kerk wijk horst berg burg drecht bos sum lo hoven maar"),
    ),
    "MY": (
        _split("Kuala_ Petaling_ Shah_ Bandar_ Taman_ Johor_ Sungai_ Seri_ Kota_ Bukit_ Batu_ Ipoh_"),
        _split("Jaya Baru Permai Indah Utama Maju Kencana Damai Mas Perdana Raya Setia"),
    ),
    "IN": (
        _split("Nav Indra Raj Chand Ram Hyd Ban Luck Nag Jai Udai Kol Vij Sur Mad Pur"),
        _split("pur abad nagar garh ore ur i ganj wada kota ipet bad"),
    ),
}
STREET = {
    "DE": (
        _split(
            "Bahnhof Haupt Garten Schul Linden Ring Wald Berg Kirch Mühlen Industrie Goethe Rosen Birken Markt Hafen "
            "Wiesen Tal Ufer Post Feld Brunnen Schiller Eichen Buchen Werk Sonnen König Kaiser Burg Kloster Amsel"
        ),
        _split("straße str. weg allee platz gasse ring ufer damm steig _Straße -Straße strasse hof chaussee"),
    ),
    "GB": (
        _split(
            "High Station Church London Park Mill Victoria Queen's King's Green Manor Bridge Market Castle Grange West "
            "Old Chapel North Spring Windsor Albert York Meadow Orchard Harbour Canal Dover Foundry"
        ),
        _split("_Street _Road _Lane _Avenue _Close _Way _Drive _St _Rd _Court _Gardens _Hill _Terrace"),
    ),
    "US": (
        _split(
            "Main Oak Maple Washington Lake Hill Park Pine Cedar Elm Jefferson Lincoln Sunset Ridge River Industrial "
            "Commerce Highland Madison Franklin Broad Meadow Liberty Airport Union Walnut Chestnut Center"
        ),
        _split(
            "_St _Street _Ave _Avenue _Blvd _Rd _Drive _Dr _Lane _Way _Parkway _Pkwy _Court _Street_NW _Ave_S _Circle"
        ),
    ),
    "FR": (
        _split(
            "de_la_Gare de_la_République Victor_Hugo du_Moulin des_Lilas de_l'Église du_Port des_Écoles Pasteur "
            "de_la_Liberté du_Château Jean_Jaurès des_Champs de_la_Mairie du_Commerce des_Artisans du_Lac de_Paris"
        ),
        _split("rue_ avenue_ boulevard_ place_ impasse_ chemin_ quai_ Rue_ Avenue_ allée_ ZI_ route_"),
    ),
    "ES": (
        _split("Mayor Real del_Sol de_la_Paz Nueva del_Mar San_Juan Colón de_Goya Cervantes del_Prado de_Europa"),
        _split("Calle_ Avda._ C/_ Plaza_ Paseo_ Avenida_ Camino_ Carretera_ Ronda_"),
    ),
    "IT": (
        _split("Roma Garibaldi Mazzini Dante Verdi Nazionale della_Libertà dei_Mille Cavour delle_Rose XX_Settembre"),
        _split("Via_ Viale_ Piazza_ Corso_ Largo_ Vicolo_ Strada_"),
    ),
    "NL": (
        _split("Hoofd Kerk Dorps Molen Haven Stations Wilhelmina Juliana Nieuw Oude Linden Prinsen Industrie Markt"),
        _split("straat weg laan plein gracht kade dijk singel dreef park hof"),
    ),
    "MY": (
        _split("Sultan Ampang Merdeka Bukit Indah 3/14 SS2 Perusahaan 5/7A Maju Cempaka 17/21 Kenari 2A Mawar"),
        _split("Jalan_ Lorong_ Jln_ Persiaran_ Lebuh_ JALAN_"),
    ),
    "IN": (
        _split("M.G. Station Nehru Gandhi Church Brigade Park Ring Link Temple Linking Anna Mall Industrial Market"),
        _split("_Road _Marg _Street _Nagar _Layout _Cross _Main_Road _Colony _Estate"),
    ),
}
# What companies do, in the language of their country; some stand before the name of the founder, some behind.
TRADES = {
    "de": _split(
        "Metallbau Holzbau Elektrotechnik Sanitär Bürobedarf Gartenbau Maschinenbau Logistik Handel Druckerei Verlag "
        "Autohaus Software Beratung Immobilien Bäckerei Werbung Medien Reinigung Systeme Anlagenbau Möbel Technik "
        "Feinkost Textil Baustoffe Consulting Solutions Datentechnik Werkzeuge Spedition Energie Telekom Versand "
        "Stadtwerke Hausverwaltung Dachdeckerei Kunststoffe Verpackungen Lebensmittel Pharma Ingenieurbüro"
    ),
    "en": _split(
        "Supplies Trading Logistics Consulting Services Solutions Electrical Plumbing Media Group Foods Catering "
        "Engineering Software Systems Textiles Printing Cleaning Motors Furniture Holdings Industries Partners Design "
        "Energy Networks Pharma Packaging Hardware Stationery Landscaping Security Studios Enterprises Marketing "
        "Construction Laboratories International Technologies Broadcasting Advertising Roofing Farms Freight Tools"
    ),
    "fr": _split(
        "Bâtiment Menuiserie Électricité Transports Conseil Informatique Imprimerie Matériaux Distribution Services "
        "Énergie Boulangerie Éditions Plomberie Mobilier Négoce Textiles Fournitures Ingénierie Jardins Nettoyage "
        "Emballages Automobiles Traiteur Communication Logistique Solutions Maintenance"
    ),
    "es": _split(
        "Suministros Construcciones Transportes Servicios Informática Muebles Alimentación Consultores Energía Textil "
        "Distribuciones Ferretería Imprenta Comercial Ingeniería Electricidad Maquinaria Limpiezas Papelería"
    ),
    "it": _split(
        "Costruzioni Trasporti Servizi Informatica Arredamenti Alimentari Consulenza Energia Tessuti Forniture "
        "Impianti Tipografia Ferramenta Edilizia Distribuzione Meccanica Logistica Ceramiche"
    ),
    "nl": _split(
        "Bouw Transport Diensten Automatisering Meubelen Groothandel Advies Energie Techniek Drukkerij Schoonmaak "
        "Installatie Logistiek Handel Machines Kantoor Schilders Verpakkingen"
    ),
}
LEGAL = {
    "DE": _lines("GmbH|GmbH|GmbH|AG|GmbH & Co. KG|KG|oHG|e.K.|e.V.|UG (haftungsbeschränkt)|SE|GbR|eG|mbH||"),
    "AT": _lines("GmbH|Ges.m.b.H.|AG|KG|OG|e.U.|GmbH & Co KG|"),
    "CH": _lines("AG|GmbH|SA|Sàrl|Genossenschaft|"),
    "FR": _lines("SARL|SAS|S.A.R.L.|SA|EURL|SASU|SCI|SNC|"),
    "GB": _lines("Ltd|Limited|Ltd.|PLC|LLP|& Co|& Sons Ltd|"),
    "US": _lines("Inc.|LLC|Inc|Corp.|Corporation|Co.|L.L.C.|LP|& Sons|Company|"),
    "NL": _lines("B.V.|BV|N.V.|VOF|"),
    "BE": _lines("BVBA|SPRL|NV|SA|BV|"),
    "ES": _lines("S.L.|S.A.|SL|S.L.U.|S.Coop.|"),
    "IT": _lines("S.r.l.|S.p.A.|Srl|SNC|S.a.s.|SRL|"),
    "PT": _lines("Lda|S.A.|Unipessoal Lda|Lda.|"),
    "MY": _lines("Sdn Bhd|SDN. BHD.|Sdn. Bhd.|Enterprise|Trading|(M) Sdn Bhd|BHD|"),
    "IN": _lines("Pvt Ltd|Private Limited|Pvt. Ltd.|LLP|Ltd|& Co|"),
    "IE": _lines("Ltd|Limited|DAC|"),
    "AU": _lines("Pty Ltd|Pty. Ltd.|Limited|"),
    "CA": _lines("Inc.|Ltd.|Corp.|"),
    "PL": _lines("Sp. z o.o.|S.A.|Sp. k.|"),
    "DK": _lines("ApS|A/S|"),
    "SE": _lines("AB|HB|"),
    "CZ": _lines("s.r.o.|a.s.|"),
}
COUNTRY_NAMES = {
    "DE": ("Deutschland", "Germany", "DE", "GERMANY", "DEUTSCHLAND"),
    "AT": ("Österreich", "Austria", "AT"),
    "CH": ("Schweiz", "Switzerland", "CH", "Suisse"),
    "FR": ("France", "FRANCE", "FR", "Frankreich"),
    "GB": ("United Kingdom", "UK", "GB", "England", "Great Britain"),
    "US": ("USA", "United States", "US", "United States of America"),
    "NL": ("Nederland", "Netherlands", "NL", "The Netherlands"),
    "BE": ("Belgique", "België", "Belgium", "BE"),
    "ES": ("España", "Spain", "ES"),
    "IT": ("Italia", "Italy", "IT"),
    "PT": ("Portugal", "PT"),
    "MY": ("Malaysia", "MALAYSIA"),
    "IN": ("India", "INDIA"),
    "IE": ("Ireland", "IE"),
    "AU": ("Australia", "AU"),
    "CA": ("Canada", "CA"),
    "PL": ("Polska", "Poland", "PL"),
    "DK": ("Danmark", "Denmark", "DK"),
    "SE": ("Sverige", "Sweden", "SE"),
    "CZ": ("Česká republika", "Czech Republic", "CZ"),
}
MONTHS = {
    "en": _split("January February March April May June July August September October November December"),
    "de": _split("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "fr": _split("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "es": _split("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    "it": _split("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    "nl": _split("januari februari maart april mei juni juli augustus september oktober november december"),
    "pt": _split("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
}
STATES = _split(
    "AL AZ AR CA CO CT DE FL GA ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC "
    "SD TN TX UT VT VA WA WV WI WY"
)
# Products and services: what it is, what it is like, what it is for or measures.
THINGS = {
    "en": _lines(
        "Office chair|Desk lamp|Printer paper|Toner cartridge|Steel bracket|Garden hose|Drill bit set|LED panel|"
        "Network cable|USB adapter|Monitor|Keyboard|Laptop stand|Work gloves|Safety shoes|Paint|Cement|Timber board|"
        "Copper pipe|Ball bearing|Hydraulic pump|Air filter|Brake pad|Tyre|Battery|Coffee beans|Olive oil|Basmati rice|"
        "Orange juice|Mineral water|Notebook|Envelope|Cardboard box|Pallet|Shipping label|Software licence|Web hosting|"
        "Domain registration|Consulting services|Graphic design|Translation|Training day|Maintenance contract|"
        "Cleaning service|Installation|Delivery|Call-out charge|Photography|Copywriting|Cloud storage|Support plan|"
        "Monthly subscription|Hotel room|Conference package|Car rental|Flight booking|Legal advice|Bookkeeping|"
        "Room rent|Electricity usage|Data transfer|Server instance|Logo design|Banner advertisement|Display stand|"
        "Roller blind|Door handle|Window frame|Floor tile|Wall paint|Screw assortment|Wood stain|T-shirt|Rain jacket|"
        "Baseball cap|Water bottle|Gift basket|Catering|Freight charge|Packing material|Labour hours|Site inspection"
    ),
    "de": _lines(
        "Bürostuhl|Schreibtischlampe|Druckerpapier|Tonerkartusche|Stahlwinkel|Gartenschlauch|Bohrersatz|LED-Leuchte|"
        "Netzwerkkabel|USB-Adapter|Monitor|Tastatur|Arbeitshandschuhe|Sicherheitsschuhe|Wandfarbe|Zement|Kantholz|"
        "Kupferrohr|Kugellager|Hydraulikpumpe|Luftfilter|Bremsbelag|Reifen|Batterie|Kaffeebohnen|Olivenöl|Mineralwasser|"
        "Briefumschläge|Versandkarton|Europalette|Softwarelizenz|Webhosting|Domaingebühr|Beratung|Grafikdesign|"
        "Übersetzung|Schulung|Wartungsvertrag|Reinigung|Montage|Lieferung|Anfahrt|Fotoarbeiten|Texterstellung|"
        "Monatsgebühr|Übernachtung|Tagungspauschale|Mietwagen|Grundgebühr|Rechtsberatung|Buchhaltung|Miete|"
        "Stromverbrauch|Arbeitsstunden|Fahrtkosten|Verpflegung|Fliesen|Türgriff|Fensterrahmen|Schraubensortiment|"
        "Holzlasur|Regenjacke|Arbeitshose|Trinkflasche|Geschenkkorb|Frachtkosten|Verpackung|Pfand|Joghurt|Apfelsaft|"
        "Kleinmaterial|Ersatzteil|Dichtung|Prüfprotokoll|Anzeige|Druck Flyer|Aktenordner|Heizkörper|Thermostat"
    ),
    "fr": _lines(
        "Chaise de bureau|Lampe|Papier imprimante|Cartouche d'encre|Équerre acier|Tuyau d'arrosage|Jeu de forets|"
        "Câble réseau|Adaptateur USB|Écran|Clavier|Gants de travail|Chaussures de sécurité|Peinture|Ciment|Planche|"
        "Tube cuivre|Roulement|Pompe hydraulique|Filtre à air|Plaquette de frein|Pneu|Batterie|Café en grains|"
        "Huile d'olive|Eau minérale|Enveloppes|Carton|Palette|Licence logiciel|Hébergement web|Nom de domaine|"
        "Prestation de conseil|Création graphique|Traduction|Journée de formation|Contrat de maintenance|Nettoyage|"
        "Installation|Livraison|Déplacement|Reportage photo|Abonnement mensuel|Chambre|Location de voiture|"
        "Honoraires|Comptabilité|Loyer|Consommation électrique|Main d'œuvre|Carrelage|Poignée de porte|Vernis|"
        "Étude technique|Pain|Fromage|Vin rouge|Nougat|Biscuits"
    ),
    "es": _lines(
        "Silla de oficina|Lámpara|Papel|Cartucho de tóner|Manguera|Cable de red|Monitor|Teclado|Guantes|Pintura|"
        "Cemento|Tubo de cobre|Bomba|Filtro de aire|Neumático|Batería|Café|Aceite de oliva|Agua mineral|Sobres|Palé|"
        "Licencia de software|Alojamiento web|Consultoría|Diseño gráfico|Traducción|Formación|Mantenimiento|Limpieza|"
        "Instalación|Transporte|Desplazamiento|Suscripción mensual|Alquiler|Mano de obra|Azulejos|Honorarios"
    ),
    "it": _lines(
        "Sedia da ufficio|Lampada|Carta|Cartuccia toner|Tubo|Cavo di rete|Monitor|Tastiera|Guanti|Vernice|Cemento|"
        "Pompa idraulica|Filtro aria|Pneumatico|Batteria|Caffè|Olio d'oliva|Acqua minerale|Buste|Bancale|"
        "Licenza software|Hosting web|Consulenza|Grafica|Traduzione|Formazione|Manutenzione|Pulizia|Installazione|"
        "Trasporto|Trasferta|Abbonamento mensile|Affitto|Manodopera|Piastrelle|Onorario"
    ),
    "nl": _lines(
        "Bureaustoel|Lamp|Printpapier|Tonercartridge|Tuinslang|Netwerkkabel|Beeldscherm|Toetsenbord|Handschoenen|Verf|"
        "Cement|Koperen buis|Pomp|Luchtfilter|Band|Accu|Koffiebonen|Olijfolie|Mineraalwater|Enveloppen|Pallet|"
        "Softwarelicentie|Webhosting|Advies|Ontwerp|Vertaling|Training|Onderhoud|Schoonmaak|Installatie|Bezorging|"
        "Voorrijkosten|Maandabonnement|Huur|Arbeidsloon|Tegels|Verzendkosten"
    ),
    "pt": _lines(
        "Cadeira de escritório|Candeeiro|Papel|Toner|Mangueira|Cabo de rede|Monitor|Teclado|Luvas|Tinta|Cimento|Bomba|"
        "Filtro de ar|Pneu|Bateria|Café|Azeite|Água mineral|Licença de software|Alojamento web|Consultoria|Design|"
        "Tradução|Formação|Manutenção|Limpeza|Instalação|Transporte|Assinatura mensal|Renda|Mão de obra"
    ),
}
LIKE = {
    "en": _lines(
        "black|white|premium|standard|heavy duty|compact|A4|XL|blue|professional|recycled|stainless|2-pack|set of 10|"
        "type B|new model|organic|wireless|grade 304|large|small|refill|Series 5|galvanised"
    ),
    "de": _lines(
        "schwarz|weiß|Premium|Standard|verzinkt|kompakt|DIN A4|Gr. XL|blau|Profi|recycelt|Edelstahl|2er-Pack|10 Stück|"
        "Typ B|neu|Bio|kabellos|groß|klein|Nachfüllpack|Serie 5|nach Aufwand|pauschal"
    ),
    "fr": _lines("noir|blanc|premium|standard|compact|A4|XL|bleu|pro|recyclé|inox|lot de 10|type B|bio|grand|petit"),
    "es": _lines("negro|blanco|premium|estándar|compacto|A4|XL|azul|profesional|inox|pack 10|tipo B|grande"),
    "it": _lines("nero|bianco|premium|standard|compatto|A4|XL|blu|professionale|inox|conf. 10|tipo B|grande"),
    "nl": _lines("zwart|wit|premium|standaard|compact|A4|XL|blauw|professioneel|rvs|10 stuks|type B|groot"),
    "pt": _lines("preto|branco|premium|padrão|compacto|A4|XL|azul|profissional|inox|conj. 10|tipo B"),
}
SIZES = _lines(
    '20x30 cm|500 ml|1,5 l|2 m|3m|80 g/m²|12 V|M8x40|5 kg|250g|10 mm|230V|1000 mm|16 GB|24"|18W|75cl|6 x 1,0l|3/4"|'
    "2.5 kg|1L|100ml|50 Hz|Ø 20|4mm²"
)
UNITS = {
    "en": _lines("pcs|pc|hrs|hours|kg|box|each|EA|m|unit|units|day|set|pack|month|l|lb|ft|PCE"),
    "de": _lines("Stk|Stk.|Stück|St.|Std.|Std|kg|m|m²|Paar|Pack|Pck.|Monat|Tage|l|lfm|psch.|Karton|h|VE"),
    "fr": _lines("pce|pièce|h|heure|kg|m|jour|lot|u|unité|mois|carton|l|forfait"),
    "es": _lines("ud|uds|h|horas|kg|m|caja|día|mes|l"),
    "it": _lines("pz|pz.|ore|kg|m|conf.|giorno|mese|l|nr"),
    "nl": _lines("st|stuk|uur|kg|m|doos|dag|maand|l|stuks"),
    "pt": _lines("un|unid.|h|kg|m|cx|dia|mês|l"),
}
# Words of running text: terms, notes and letters are strung together from these.
PROSE = {
    "en": _lines(
        "Thank you for your business.|Goods remain our property until paid in full.|Please quote the invoice number "
        "with your payment.|Interest of 1.5% per month is charged on overdue accounts.|All prices are in the stated "
        "currency.|Returns are accepted within 30 days with the original packaging.|This document was created "
        "electronically and is valid without signature.|Please check the delivery for completeness.|Our general terms "
        "and conditions apply.|Errors and omissions excepted.|For questions about this document please contact our "
        "office.|Cheques are to be made payable to the company named above.|No claim will be accepted after 7 days.|"
        "The agreement is governed by the laws of the seat of the company.|Liability is limited to the value of the "
        "goods supplied.|The customer bears the costs of the return.|Warranty is 24 months from the date of delivery.|"
        "We look forward to working with you again.|Subject to availability and final confirmation.|The cancellation "
        "of the order must be made in writing two weeks in advance.|Title and risk pass upon shipment."
    ),
    "de": _lines(
        "Vielen Dank für Ihren Auftrag.|Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum.|Bitte geben "
        "Sie bei Zahlung die Rechnungsnummer an.|Es gelten unsere Allgemeinen Geschäftsbedingungen.|Dieses Dokument "
        "wurde maschinell erstellt und ist ohne Unterschrift gültig.|Wir danken für das entgegengebrachte Vertrauen.|"
        "Gerichtsstand ist der Sitz der Gesellschaft.|Reklamationen können nur innerhalb von 8 Tagen anerkannt werden.|"
        "Bei Rückfragen stehen wir Ihnen gerne zur Verfügung.|Das Leistungsdatum entspricht dem Rechnungsdatum.|Gemäß "
        "§ 19 UStG wird keine Umsatzsteuer berechnet.|Es bestehen Rabatt- und Bonusvereinbarungen.|Der Kunde trägt die "
        "Kosten der Rücksendung.|Wir erlauben uns, Ihnen folgende Positionen in Rechnung zu stellen.|Irrtum und "
        "Änderungen vorbehalten.|Die Gewährleistung beträgt 24 Monate ab Lieferung.|Mit freundlichen Grüßen"
    ),
    "fr": _lines(
        "Nous vous remercions de votre confiance.|Les marchandises restent notre propriété jusqu'au paiement complet.|"
        "Veuillez indiquer le numéro de facture lors du paiement.|Pas d'escompte pour paiement anticipé.|Indemnité "
        "forfaitaire pour frais de recouvrement : 40 €.|Tout retard de paiement entraîne des pénalités au taux légal.|"
        "Nos conditions générales de vente s'appliquent.|En cas de litige le tribunal de commerce est compétent.|"
        "TVA non applicable, art. 293 B du CGI.|Pour toute question, contactez notre service comptable.|Valeur en "
        "votre aimable règlement.|Les réclamations sont à formuler sous 8 jours."
    ),
    "es": _lines(
        "Gracias por su confianza.|La mercancía es de nuestra propiedad hasta su pago.|Indique el número de factura en "
        "su transferencia.|No se admiten devoluciones pasados 15 días.|Se aplican nuestras condiciones generales.|"
        "Inscrita en el Registro Mercantil.|Para cualquier consulta contacte con nosotros."
    ),
    "it": _lines(
        "Grazie per la fiducia.|La merce resta di nostra proprietà fino al saldo.|Indicare il numero di fattura nella "
        "causale.|Reclami entro 8 giorni dal ricevimento.|Contributo CONAI assolto ove dovuto.|Foro competente è "
        "quello della sede.|Per informazioni contattare l'ufficio amministrativo."
    ),
    "nl": _lines(
        "Bedankt voor uw opdracht.|Vermeld bij betaling het factuurnummer.|Op al onze leveringen zijn de algemene "
        "voorwaarden van toepassing.|Reclames binnen 8 dagen na ontvangst.|De goederen blijven ons eigendom tot "
        "volledige betaling.|Voor vragen kunt u contact met ons opnemen."
    ),
    "pt": _lines(
        "Obrigado pela sua preferência.|Os bens foram colocados à disposição do cliente nesta data.|Indique o número "
        "da fatura no pagamento.|Processado por programa certificado.|Não se aceitam devoluções após 8 dias."
    ),
}
