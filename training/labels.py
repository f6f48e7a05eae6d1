"""Labels of forms and the values people put behind them, by kind of value and language."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from training import fake, vocabulary

TYPE_OF = {
    "day": "date",
    "amount": "amount",
    "count": "number",
    "percent": "text",
    "code": "id",
    "phone": "id",
    "tick": "bool",
}

_ENGLISH = {
    "name": (
        "Name|Full Name|Name of Applicant|Applicant|Patient Name|Employee|Employee Name|Supervisor|Manager|"
        "Contact|Contact Person|"
        "Attention|Attn|To|From|By|Prepared by|Approved by|Requested by|Submitted by|Received by|Reviewed by|"
        "Author|Name of Insured|"
        "Policyholder|Beneficiary|Student|Name of Student|Parent or Guardian|Teacher|Physician|Attending "
        "Physician|Referred by|Driver|"
        "Owner|Tenant|Landlord|Witness|Signed|Signature|Sender|Recipient|Analyst|Investigator|Project Leader|"
        "Operator|"
        "Inspector|Buyer|Sales Representative|Account Executive|Chairman|Secretary|Copies to|cc|First asked for by|"
        "Mother's Name|"
        "Maiden Name|Emergency Contact|Next of Kin|Principal Investigator|Name of Child|Interviewer|Coordinator|"
        "Checked by|Issued by|"
        "Father's Name|First Name|Last Name|Surname|Nominee|Co-signer|Responsible Person|Written by|Custodian|"
        "Speaker|Editor|Tech"
    ),
    "company": (
        "Company|Company Name|Firm|Name of Company|Employer|Name of Employer|Vendor|Supplier|Customer|Client|"
        "Account|"
        "Manufacturer|Distributor|Division|Department|Dept.|Laboratory|Organization|Institution|School|Hospital|"
        "Clinic|Bank|Insurer|"
        "Agency|Contractor|Carrier|Ship to|Bill to|Sold to|Consignee|Shipper|Sponsor|Brand|Brand Name|"
        "Publication|Magazine|Station|"
        "Advertiser|Affiliation|University|Publisher|Broker|Franchise|Location|Plant|Branch|Office|Research "
        "Agency|Chain|Facility"
    ),
    "address": (
        "Address|Home Address|Mailing Address|Street Address|Business Address|Delivery Address|Permanent Address|"
        "Address of Applicant|"
        "Place of Delivery|Location of Property|Site Address|Send to|Return to|Residence|Billing Address|Place|"
        "Venue|Where to ship"
    ),
    "city": (
        "City|Town|City/State|City and State|Region|District|Territory|Market|Market Area|State|Country|Place of "
        "Birth|Birthplace|Area|"
        "Destination|Origin|County|Nationality|Port of Loading|Sales Area|Citizenship|Zone|Hometown|Place of issue"
    ),
    "day": (
        "Date|Date of Birth|DOB|Date Received|Date Issued|Date of Request|Date Requested|Date Required|Date "
        "Wanted|Effective Date|Due Date|"
        "Start Date|Starting Date|End Date|Completion Date|Date Completed|Date Sent|Date Submitted|Date of "
        "Report|Report Date|Hire Date|"
        "Date Hired|Expiration Date|Expiry Date|Delivery Date|Ship Date|Date of Service|Date of Injury|Date of "
        "Accident|Last Visit|"
        "Date of Admission|Discharge Date|Date Signed|Today's Date|Deadline|Invoice Date|Order Date|Date "
        "Prepared|Date of Review|On|"
        "Receipt Date|Field Date|Date Mailed|Sampling Date|Date of Test|Analysis Date|Date of "
        "Loss|Revision Date|"
        "Date of Purchase|Date Available|Date of Meeting|Event Date|Term Begins|Term Ends|Last Revised|Valid "
        "Until|As of"
    ),
    "phone": (
        "Phone|Telephone|Phone No.|Telephone Number|Home Phone|Work Phone|Cell|Mobile|Fax|Fax No.|Fax Number|"
        "Facsimile|Phone Number|Tel.|"
        "Business Phone|Daytime Phone|Telephone No.|Contact Number|Ext.|Pager|Beeper Number|Telecopier No.|"
        "Confirmation Number"
    ),
    "code": (
        "No.|Number|Project No.|Project Number|Account No.|Account Number|Acct. No.|Policy No.|Policy Number|"
        "Claim Number|Case No.|Job No.|"
        "File No.|Reference|Ref. No.|Order No.|P.O. Number|Purchase Order No.|Invoice No.|Requisition No.|Serial "
        "No.|Lot No.|Batch No.|"
        "Sample No.|Form No.|Control No.|Employee No.|Employee ID|Patient ID|Medical Record No.|Member ID|"
        "License No.|Registration No.|"
        "Passport No.|Code|Item No.|Part No.|Catalog No.|Study Number|Protocol No.|Contract No.|Budget No.|Dept. "
        "No.|Cost Center|Zip Code|"
        "Postal Code|ID|Room|Room No.|Vehicle No.|VIN|Model|Design No.|Permit No.|Ticket No.|Code Name|Colour Code|"
        "Version|Grade|Class|"
        "Social Security No.|Tax ID|Box No.|Drawing No.|Test No.|Application No.|Student ID|Group No.|Tracking "
        "No.|Extension No.|Agency No."
    ),
    "amount": (
        "Amount|Total|Total Cost|Estimated Cost|Cost|Price|Unit Price|Budget|Total Budget|Balance|New Balance|"
        "Current Balance|Deposit|Fee|"
        "Salary|Annual Salary|Rate|Hourly Rate|Premium|Coverage Amount|Deductible|Loan Amount|Monthly Payment|"
        "Rent|Income|Gross Income|"
        "Net Income|Amount Paid|Amount Due|Amount Requested|Expenses|Total Expenses|Tax|Value|Declared Value|"
        "Market Value|Grand Total|"
        "Net Amount|Earlier Orders|This Amount|Spent so far|Original Budget|Current Estimate|Actual "
        "Cost|Tuition|Media Cost|"
        "Freight|Subtotal|Advance|Purchase Price|Cost per Unit|Cash Value|Royalty|Settlement|Reserve|Budget of the "
        "Region|Allowance"
    ),
    "count": (
        "Quantity|Qty.|Number of Pages|No. of Pages|Pages|Number of Copies|Copies|Age|Weight|Height|Length|Width|"
        "Number of Children|"
        "Dependents|Number of Employees|Hours|Days|Years|Sample Size|Total Sample|Units|Number of Units|Volume|"
        "Number of Stores|Score|"
        "Number of Inspectors|Total Pages|No. of Participants|Seats|Number of Rooms|Mileage|Replicates|Number "
        "of Cases|Total Hours|"
        "Circulation|Number of Guests|Total Number|Cartons|Sets|Number of Pieces|Runs|Pages (including cover)|Headcount"
    ),
    "measure": (
        "Length|Weight|Circumference|Diameter|Thickness|Temperature|Pressure|Moisture|Concentration|Dose|Dosage|"
        "Blood Pressure|Pulse|Size|"
        "Capacity|Speed|Voltage|Flow Rate|pH|Density|Dimensions|Cable Length|Salt|Yield|Shelf Life|Duration|Net "
        "Weight|Hardness|Stiffness|"
        "Total Volume|Gross Weight|Area|Humidity|Range|Power|Time|Burn Time|Sensitivity|Viscosity|Purity|"
        "Porosity|Rod Length"
    ),
    "percent": (
        "Percent|Discount|Rate|Interest Rate|Share|Market Share|Change|Increase|Ownership|Margin|Commission|"
        "Response Rate|Completion|"
        "% of Total|Success Rate|Coinsurance|Recovery|Return Rate|Effectiveness|Growth|% Change|Distribution"
    ),
    "short": (
        "Subject|Re|Title|Project|Project Name|Description|Type|Type of Work|Material|Position|Position Title|"
        "Occupation|Job Title|Status|"
        "Marital Status|Sex|Gender|Race|Religion|Language|Category|Product|Product Name|Style|Color|Colour|"
        "Flavor|Method|Source|Purpose|"
        "Reason|Reason for Visit|Diagnosis|Allergies|Medication|Relationship|Education|Degree|Course|Subject of "
        "Study|Make|Terms|Via|"
        "Ship Via|F.O.B.|Payment Terms|Method of Payment|Priority|Frequency|Theme|Event|Event Name|Promotion|"
        "Offer|Program|Species|"
        "Strain|Sample Description|Type of Sample|Test Material|Packaging|Paper|Labels|Print|Wrapping|Treatment|"
        "Condition|Blood Type|"
        "Media|Copy|Headline|Format|Keywords|Specialty|Field of Interest|Current Status|Type of "
        "Account|Shift|Equipment|"
        "Study Title|Document Type|Mode of Transport|Nature of Business|Industry|Item|Remarks|"
        "Comments|Notes|Outcome|Pack"
    ),
    "text": (
        "Comments|Remarks|Notes|Description|Reason|Reason for Request|Explanation|Purpose|Objective|Objectives|"
        "Summary|Background|Results|"
        "Conclusions|Recommendations|Instructions|Special Instructions|Additional Information|Details|Describe "
        "the incident|Justification|"
        "Nature of Complaint|Medical History|Current Medications|Reason for Leaving|Duties|Scope of Work|Action "
        "Required|Action Taken|"
        "How did the accident happen|Please explain|Other|If yes, please explain|Experience|Special Requirements|"
        "Key Issues|Next Steps|"
        "Observations|Findings|Message|Proposal|Evaluation|Distribution|Description of Goods|Reason for Revision|"
        "Competitors"
    ),
    "yesno": (
        "Smoker|Married|U.S. Citizen|Insured|Full Time|Veteran|Own or Rent|Confidential|Attached|Approved|Urgent|"
        "Taxable|Renewal|Fragile|"
        "Have you ever been convicted|Are you over 18|Do you have any allergies|May we contact your employer|Is "
        "this a new account|Returned|"
        "Has the result been presented|Is the patient covered by other insurance|Were the police notified|"
        "Prior authorization|Pets"
    ),
    "hour": "Time|Time Received|Time Sent|Start Time|End Time|Hours|Arrival|Departure|Time of Accident|Sampling "
    "Hours|Appointment|Opens|Closes",
    "mail": "E-mail|Email|E-mail Address|Email Address|Contact E-mail|Web Site|Internet Address",
}
_OTHERS = {
    "de": {
        "name": "Name|Vorname|Nachname|Name, Vorname|Antragsteller|Ansprechpartner|Sachbearbeiter|Bearbeiter|"
        "Kontoinhaber|Versicherter|"
        "Unterschrift|Name des Kindes|Erziehungsberechtigte|Arzt|Vermieter|Mieter|Geburtsname|Empfänger|Absender|"
        "Zu Händen",
        "company": "Firma|Arbeitgeber|Krankenkasse|Verein|Schule|Kunde|Lieferant|Kreditinstitut|Abteilung|"
        "Hersteller|Behörde|Praxis",
        "address": "Anschrift|Adresse|Straße, Hausnummer|Wohnanschrift|Lieferanschrift|Rechnungsanschrift",
        "city": "Ort|Geburtsort|Wohnort|Staatsangehörigkeit|Land|Bundesland|PLZ, Ort|Kreis|Gemeinde",
        "day": "Datum|Geburtsdatum|Eintrittsdatum|Ausstellungsdatum|gültig bis|gültig ab|Beginn|Ende|Eingangsdatum|"
        "geboren am|vom|bis",
        "phone": "Telefon|Telefonnummer|Tel.|Mobil|Handy|Fax|Rückrufnummer|Telefon privat|Telefon dienstlich",
        "code": "Nr.|Kundennummer|Mitgliedsnummer|Versicherungsnummer|Steuernummer|Aktenzeichen|Kontonummer|"
        "Kennzeichen|Ausweis-Nr.|"
        "Personalnummer|Vertragsnummer|Auftragsnummer|Bankleitzahl|Matrikelnummer|Zeichen|Geschäftszeichen",
        "amount": "Betrag|Gesamtbetrag|Kosten|Einkommen|Miete|Kaltmiete|Nebenkosten|Kaution|Beitrag|Jahresbeitrag|"
        "Gehalt|Gebühr|Summe",
        "count": "Anzahl|Alter|Personenzahl|Anzahl Kinder|Stunden|Stückzahl|Zimmer|Wohnfläche|Menge|Seitenzahl",
        "short": "Betreff|Beruf|Familienstand|Geschlecht|Konfession|Bezeichnung|Art|Grund|Verwendungszweck|Titel|"
        "Anrede|Fach|Ausbildung|"
        "Verwandtschaftsverhältnis|Projekt|Zahlungsweise|Gegenstand|Marke|Typ|Farbe",
        "text": "Bemerkungen|Begründung|Beschreibung|Sonstiges|Erläuterungen|Schadenshergang|Mitteilung|Anmerkungen",
    },
    "fr": {
        "name": "Nom|Prénom|Nom et prénom|Nom de naissance|Demandeur|Titulaire|Responsable|Signature|Médecin|"
        "Contact|Représentant légal|"
        "Nom du conjoint|Destinataire|Expéditeur|Bénéficiaire",
        "company": "Société|Employeur|Raison sociale|Établissement|Service|Organisme|Fournisseur|Client|Banque|"
        "Assureur|Association",
        "address": "Adresse|Adresse postale|Domicile|Adresse de livraison|Adresse du siège|N° et rue",
        "city": "Ville|Commune|Lieu de naissance|Pays|Nationalité|Département|Fait à|Localité",
        "day": "Date|Date de naissance|Né(e) le|Date d'entrée|Date de début|Date de fin|Le|Valable jusqu'au|Date de "
        "la demande|Du|Au",
        "phone": "Téléphone|Tél.|Portable|Télécopie|Tél. domicile|N° de téléphone",
        "code": "N°|Numéro|N° de sécurité sociale|N° SIRET|N° client|N° de contrat|N° de dossier|Référence|Code "
        "postal|N° d'allocataire|"
        "Immatriculation|N° d'adhérent|Matricule",
        "amount": "Montant|Montant total|Loyer|Charges|Revenus|Salaire brut|Cotisation|Prix|Total|Frais|Dépôt de "
        "garantie",
        "count": "Nombre|Âge|Nombre d'enfants|Quantité|Nombre de pages|Surface|Nombre de personnes|Durée",
        "short": "Objet|Profession|Situation familiale|Qualité|Civilité|Motif|Désignation|Nature|Sexe|Type|Mode de "
        "paiement|Diplôme|Titre",
        "text": "Observations|Remarques|Commentaires|Motif de la demande|Description|Précisions|Circonstances",
    },
    "es": {
        "name": "Nombre|Apellidos|Nombre y apellidos|Solicitante|Titular|Firma|Representante|Médico|Contacto|"
        "Beneficiario|Nombre del padre",
        "company": "Empresa|Razón social|Entidad|Centro|Proveedor|Cliente|Banco|Departamento|Organismo|Escuela",
        "address": "Dirección|Domicilio|Domicilio fiscal|Dirección de entrega|Calle y número",
        "city": "Ciudad|Localidad|Municipio|Provincia|País|Nacionalidad|Lugar de nacimiento|Población",
        "day": "Fecha|Fecha de nacimiento|Fecha de inicio|Fecha de alta|Válido hasta|Fecha de solicitud|Desde|Hasta",
        "phone": "Teléfono|Tel.|Móvil|Fax|Teléfono de contacto",
        "code": "N.º|Número|DNI|NIF|Código|Código postal|N.º de expediente|Referencia|N.º de cuenta|Matrícula|N.º "
        "de afiliación|Folio",
        "amount": "Importe|Total|Precio|Cuota|Salario|Ingresos|Alquiler|Coste|Presupuesto",
        "count": "Cantidad|Edad|Número de hijos|Páginas|Horas|Unidades|Plazas",
        "short": "Asunto|Profesión|Estado civil|Sexo|Cargo|Motivo|Concepto|Descripción|Tipo|Forma de pago|Título|"
        "Actividad",
        "text": "Observaciones|Comentarios|Descripción|Motivo de la solicitud|Notas|Detalles",
    },
    "it": {
        "name": "Nome|Cognome|Nome e cognome|Richiedente|Intestatario|Firma|Referente|Medico|Il sottoscritto|Delegato",
        "company": "Ditta|Ragione sociale|Società|Ente|Datore di lavoro|Scuola|Fornitore|Cliente|Banca|Ufficio",
        "address": "Indirizzo|Residenza|Domicilio|Via e numero|Sede legale",
        "city": "Comune|Città|Luogo di nascita|Provincia|Cittadinanza|Stato|Nato a",
        "day": "Data|Data di nascita|Nato il|Data di inizio|Scadenza|Data di rilascio|Dal|Al|Valido fino al",
        "phone": "Telefono|Tel.|Cellulare|Fax|Recapito telefonico",
        "code": "N.|Numero|Codice fiscale|Partita IVA|CAP|Matricola|Protocollo n.|Codice cliente|N. pratica|Targa|Rif.",
        "amount": "Importo|Totale|Prezzo|Canone|Reddito|Quota|Stipendio|Costo",
        "count": "Quantità|Età|Numero di figli|Pagine|Ore|Posti",
        "short": "Oggetto|Professione|Stato civile|Sesso|Qualifica|Causale|Descrizione|Tipo|Titolo di studio|"
        "Modalità di pagamento",
        "text": "Note|Osservazioni|Descrizione|Motivazione|Annotazioni",
    },
    "nl": {
        "name": "Naam|Voornaam|Achternaam|Aanvrager|Contactpersoon|Handtekening|Huisarts|Verzekerde|Ontvanger|Afzender",
        "company": "Bedrijf|Werkgever|Bedrijfsnaam|Instelling|Afdeling|Klant|Leverancier|School|Zorgverzekeraar",
        "address": "Adres|Postadres|Bezorgadres|Straat en huisnummer|Factuuradres",
        "city": "Plaats|Woonplaats|Geboorteplaats|Nationaliteit|Land|Gemeente",
        "day": "Datum|Geboortedatum|Ingangsdatum|Einddatum|Geldig tot|Datum ontvangst|Van|Tot",
        "phone": "Telefoon|Tel.|Mobiel|Telefoonnummer|Fax",
        "code": "Nummer|Nr.|Klantnummer|Polisnummer|BSN|Kenmerk|Postcode|Dossiernummer|Kenteken|Rekeningnummer",
        "amount": "Bedrag|Totaal|Huur|Inkomen|Prijs|Kosten|Salaris|Contributie",
        "count": "Aantal|Leeftijd|Aantal personen|Uren|Aantal pagina's",
        "short": "Betreft|Onderwerp|Beroep|Burgerlijke staat|Geslacht|Functie|Omschrijving|Soort|Reden|Opleiding",
        "text": "Opmerkingen|Toelichting|Omschrijving|Bijzonderheden",
    },
    "pt": {
        "name": "Nome|Apelido|Nome completo|Requerente|Titular|Assinatura|Médico|Responsável|Nome do pai|Nome da mãe",
        "company": "Empresa|Entidade|Firma|Fornecedor|Cliente|Banco|Escola|Departamento",
        "address": "Morada|Endereço|Domicílio fiscal|Morada de entrega",
        "city": "Localidade|Cidade|Concelho|Naturalidade|Nacionalidade|País|Freguesia|Estado",
        "day": "Data|Data de nascimento|Data de início|Validade|Válido até|Data do pedido|De|Até",
        "phone": "Telefone|Tel.|Telemóvel|Fax|Contacto",
        "code": "N.º|Número|NIF|CPF|Código postal|CEP|N.º de processo|Referência|Matrícula|N.º de conta|Identidade",
        "amount": "Valor|Montante|Total|Preço|Renda|Salário|Quota|Custo",
        "count": "Quantidade|Idade|Número de filhos|Páginas|Horas",
        "short": "Assunto|Profissão|Estado civil|Sexo|Cargo|Motivo|Descrição|Tipo|Forma de pagamento|Curso",
        "text": "Observações|Comentários|Descrição|Motivo do pedido|Notas",
    },
}
LABELS = {
    language: {kind: tuple(text.split("|")) for kind, text in kinds.items()}
    for language, kinds in {"en": _ENGLISH, **_OTHERS}.items()
}
_ADJECTIVES = tuple(
    "Total Current Previous Original Estimated Actual Proposed Final First Second Annual Monthly Adjusted "
    "Projected Average Maximum "
    "Minimum Additional Special Regular Local National Primary Secondary New Old Net Gross Other Last Next "
    "Approved Requested Main "
    "Standard Present Former Suggested Required Available Direct Outside Internal Control Test Daily Weekly Retail "
    "Wholesale".split()
)
_NOUNS = tuple(
    "Sample Project Product Account Study Report Test Order Claim Policy Shipment Display Promotion Program "
    "Market Media Store Research "
    "Field Budget Contract Material Filter Package Request Survey Equipment Service Training Insurance "
    "Production Supply Laboratory "
    "Inventory Delivery Purchase Sales Design Coupon Brand Machine Travel Meeting Vehicle Property Tenant "
    "Patient Treatment School "
    "Course Safety Quality Payment Loan Tax License Inspection Repair Warranty Membership Publication Print Copy "
    "Carton Pallet".split()
)
_TAILS = {
    "name": (
        "Manager",
        "Coordinator",
        "Contact",
        "Prepared by",
        "Approved by",
        "Supervisor",
        "Requested by",
        "Owner",
        "Leader",
    ),
    "company": ("Supplier", "Vendor", "Agency", "Department", "Company", "Location"),
    "day": (
        "Date",
        "Start Date",
        "Completion Date",
        "Due",
        "Received",
        "Start",
        "Complete",
        "Issued on",
        "Deadline",
        "Expires",
    ),
    "code": ("No.", "Number", "Code", "ID", "#", "Reference", "No(s).", "Nr."),
    "amount": ("Cost", "Amount", "Budget", "Price", "Fee", "Total", "Expense", "Value", "Commitments", "Balance"),
    "count": ("Quantity", "Count", "Units", "per Case", "Copies", "Volume"),
    "short": ("Type", "Description", "Title", "Name", "Category", "Status", "Method", "Terms", "Source"),
    "percent": ("Rate", "Share", "Change %", "Percentage"),
    "measure": ("Length", "Weight", "Size", "Period", "Temperature"),
    "text": ("Comments", "Description", "Objectives", "Requirements", "Instructions"),
    "phone": ("Phone", "Fax", "Telephone No."),
    "hour": ("Time", "Hours"),
    "city": ("Area", "Region", "Market"),
}
_LONG = {
    "yesno": (
        "Has the {n} been {v} by the {m}?",
        "Is the {n} to be {v} before the {m}?",
        "Will a {n} be required for the {m}",
        "Does the {n} cover the {m}?",
    ),
    "text": (
        "Please describe the {n} and the {m} in your own words",
        "Reason for the {n} (attach additional sheets as necessary)",
        "Explain how the {n} will be {v} (if applicable)",
        "List any {n} or {m} not {v} above",
        "Describe the {n} to be {v}, including {m}",
        "What action has been taken to have the {n} {v}?",
        "Remarks about the {n} (continue on reverse side if needed)",
    ),
    "day": (
        "Date on which the {n} was {v}",
        "Date of {n} ({m} {v} date)",
        "When will the {n} be {v}?",
        "Date {n} should be {v} by",
    ),
    "count": (
        "Number of {n} items {v} to date",
        "Total number of pages including this {n} sheet",
        "How many {n} units were {v}?",
        "Hours until the {n} is {v}",
    ),
    "amount": (
        "Total {a} cost of the {n} (including {m})",
        "Amount {v} for {n}",
        "Cost of {n} not {v} under the {m}",
        "Amount of change in {n} (from current {m})",
    ),
    "name": (
        "Name of person to be notified about the {n}",
        "Other people {v} for the {n}",
        "Name and title of person who {v} the {n}",
        "Person responsible for {n}",
    ),
    "code": ("Number of the {n} under which the {m} was {v}", "{n} number (if {v})", "Name as shown on {n} / No."),
    "company": (
        "Name of agency by which the {n} was {v}",
        "Company where the {n} is {v}",
        "Name of {n} {m} (if different from above)",
    ),
    "short": (
        "Type of {n} to be {v}",
        "State the nature of your {n}",
        "Where the {n} stands (see {m} if known)",
        "Preferred {n}",
    ),
    "address": ("Address to which the {n} should be {v}", "Location of {n} (street, city, state)"),
    "phone": ("Phone number where you can be reached about the {n}",),
}
_VERBS = tuple(
    "completed approved received tested shipped issued paid reported requested signed reviewed delivered "
    "returned inspected used "
    "submitted prepared accepted filed ordered installed measured assigned collected authorized".split()
)
_SHORTS = tuple(
    "None|N/A|Regular|As required|Standard|Full page|Pending|In progress|See attached|Single|Married|Male|Female|"
    "Net 30|UPS|Air freight|"
    "First class mail|Direct mail|Two color|White|Blue|Gold|King size|Lemon|Hard case|Box|Per contract|To be "
    "determined|Routine|"
    "Confidential|Will call|Test market|On file|Verbal|Same as above|Not applicable|Open|Closed|Good|Fair|"
    "Excellent|Hand carried|"
    "Weekly|Quarterly|Once|Temporary|Permanent|Part time|B.S. Chemistry|High school|Spouse|Engineer|Clerk|Self|"
    "Truck|Rail|C.O.D.|"
    "Prepaid|Renewal|New business|Headache|Penicillin|Hypertension|Home visit|Gray, medium|Bolt-on|Class III|"
    "English|Spring mailing".split("|")
)
_UNITS = (
    "mm",
    "mm.",
    "cm",
    "kg",
    "g",
    "mg",
    "lbs.",
    "oz",
    "ml",
    "psi",
    "%",
    "sec.",
    "min",
    "°C",
    "ppm",
    "mg/ml",
    "in.",
    "hrs",
    "days",
    "weeks",
    "ft",
    "V",
)
_DEPARTMENTS = tuple(
    "Research|Marketing|Sales|Personnel|Purchasing|Accounting|Quality Assurance|Analytical|Engineering|Legal|"
    "Legal Department|Production|"
    "Product Development|Public Relations|Finance|Media|Field Operations|Regulatory Affairs|Radiology|Pediatrics|"
    "Surgery|Admissions|"
    "Human Resources|Toxicology|Shipping|Maintenance|Claims|Customer Service|Data Processing|Outpatient".split("|")
)


def label(rng: random.Random, language: str) -> tuple[str, str]:
    """A label without decoration, and the kind of value that goes with it."""
    known = LABELS[language]
    draw = rng.random()
    if language != "en" or draw < 0.55:
        kind = rng.choice(tuple(known))
        return rng.choice(known[kind]), kind
    if draw < 0.85:
        kind = rng.choice(tuple(_TAILS))
        parts = [rng.choice(_NOUNS), rng.choice(_TAILS[kind])]
        if rng.random() < 0.3:
            parts.insert(0, rng.choice(_ADJECTIVES))
        if rng.random() < 0.1:
            parts.insert(0, fake.invented(rng))
        return " ".join(parts), kind
    kind = rng.choice(tuple(_LONG))
    text = rng.choice(_LONG[kind]).format(
        n=rng.choice(_NOUNS).lower(),
        m=rng.choice(_NOUNS).lower(),
        v=rng.choice(_VERBS),
        a=rng.choice(_ADJECTIVES).lower(),
    )
    return text[0].upper() + text[1:], kind


_SENTENCES = tuple(
    "The {n} was {v} by the {m} on {d}.|Please have the {n} {v} before {d}.|All {n} {m} forms must be {v} in writing.|"
    "Two {n} items were {v}; the {a} {m} is still open.|{P} will call about the {n}.|No {n} was found during the {m}.|"
    "Use a separate form for each {n}.|The {a} {n} is {v} every {k} weeks.|See the {m} of {d} for the {a} {n}.|"
    "{k} copies of the {n} are to be {v} with the {m}.|Patient states that the {n} began {k} days ago.|"
    "The {n} fell from the {m} and was not {v} in time.|{P} agreed to the {a} {n} by phone.|Return the {m} when {v}.|"
    "We ask that the {n} be {v} at the {m} in {c}.|It is expected that the {a} {m} will be {v} in {k} months.|"
    "The {n} does not agree with the {a} {m}.|This {n} replaces the {m} of {d}.|Send the {n} to {P} in {c}.|"
    "Results of the {n} {m} are {a} and should be {v} again.|Attach the {n} and sign below.|For {n} use only.|"
    "{k} {n} units at $ {k} each, to be {v} by {B}.|{B} has {v} the {a} {n} for {c}.|Cost of {n} to be {v} later.|"
    "Introduce the new {B} {n} in {k} {m} areas.|If the {n} is not {v}, call {P}.|Do not write below this line.".split(
        "|"
    )
)


def sentence(rng: random.Random, language: str) -> str:
    """A sentence such as people write on forms."""
    if language != "en":
        words = fake.sentence(rng, language).split()
        for _ in range(rng.randint(0, 3)):
            words[rng.randrange(len(words))] = fake.invented(rng).lower()
        return " ".join(words)
    return rng.choice(_SENTENCES).format(
        n=rng.choice(_NOUNS).lower(),
        m=rng.choice(_NOUNS).lower(),
        a=rng.choice(_ADJECTIVES).lower(),
        v=rng.choice(_VERBS),
        k=rng.randint(2, 60),
        d=f"{rng.choice(vocabulary.MONTHS['en'])} {rng.randint(1, 28)}",
        P=fake.person(rng, "US"),
        c=fake.city(rng, "US"),
        B=fake.invented(rng),
    )


class Filler:
    """Fills in values as one hand would: one notation of dates, one country, one care for spaces."""

    def __init__(self, rng: random.Random, country: str) -> None:
        self.rng, self.country = rng, country
        self.language = fake.LANGUAGE_OF[country]
        self.dates = fake.dates(rng, country)
        self.money = fake.money(rng, country)
        self.first_year = rng.choice((1964, 1975, 1985, 1996, 2005, 2012))
        self.loose = rng.random() < 0.08  # "7/ 16/ 68": spaces where OCR of old type sees them
        self.initials = rng.random() < 0.4

    def value(self, kind: str) -> list[str]:
        """The lines of one value of ``kind``; never empty."""
        lines = getattr(self, f"_{kind}", self._short)()
        if self.loose:
            lines = [line.replace("/", "/ ").replace(" - ", "- ") for line in lines]
        return lines

    def _name(self) -> list[str]:
        rng, name = self.rng, fake.person(self.rng, self.country)
        parts = name.split()
        if self.initials and rng.random() < 0.7:
            name = f"{parts[0][0]}. {rng.choice('ABCDEFGHJKLMPRSTW')}. {parts[-1]}"
        draw = rng.random()
        if draw < 0.1:
            name = f"{rng.choice(('Mr.', 'Ms.', 'Dr.', 'Mrs.', 'Prof.'))} {name}"
        elif draw < 0.16:
            name = f"{name}, {rng.choice(('Ph.D.', 'M.D.', 'Jr.', 'Director', 'Manager', 'Vice President'))}"
        elif draw < 0.2:
            name = "".join(part[0] for part in name.split() if part[0].isalpha()).upper()
        elif draw < 0.25:
            name = f"{parts[-1]}, {parts[0]}"
        if rng.random() < 0.06:
            return [name, *(fake.person(rng, self.country) for _ in range(rng.randint(1, 3)))]
        return [name]

    def _company(self) -> list[str]:
        rng = self.rng
        if self.language == "en" and rng.random() < 0.3:
            return [rng.choice(_DEPARTMENTS)]
        return [fake.invented(rng).upper() if rng.random() < 0.2 else fake.company_name(rng, self.country)]

    def _address(self) -> list[str]:
        lines = fake.address(self.rng, self.country).lines()
        if self.rng.random() < 0.15:
            lines.insert(0, fake.company_name(self.rng, self.country))
        return [", ".join(lines)] if self.rng.random() < 0.5 else lines

    def _city(self) -> list[str]:
        place = fake.city(self.rng, self.country)
        if self.country == "US" and self.rng.random() < 0.4:
            place += f", {self.rng.choice(vocabulary.STATES)}"
        return [self.rng.choice((place, place, place.upper(), self.rng.choice(vocabulary.COUNTRY_NAMES[self.country])))]

    def _day(self) -> list[str]:
        when: date = fake.day(self.rng, self.first_year, self.first_year + 12)
        dates = self.dates if self.rng.random() < 0.8 else fake.dates(self.rng, self.country)
        text = dates.text(when)
        if self.rng.random() < 0.06:
            text = self.rng.choice(
                (f"{when:%B %Y}", f"{when:%m/%y}", f"Week of {text}", f"{text} - {dates.text(fake.day(self.rng))}")
            )
        return [text]

    def _phone(self) -> list[str]:
        return [fake.phone(self.rng, self.country)]

    def _code(self) -> list[str]:
        return [fake.number(self.rng)]

    def _amount(self) -> list[str]:
        rng, amount = self.rng, fake.price(self.rng)
        if rng.random() < 0.25:
            return [
                f"${rng.randint(1, 900)},{rng.randint(0, 999):03d}"
                if self.country == "US"
                else f"{rng.randint(1, 90) * 100}"
            ]
        return (
            [self.money.text(amount)]
            if rng.random() < 0.8
            else [rng.choice(("-0-", "None", self.money.plain(amount), "N/A", "No charge"))]
        )

    def _count(self) -> list[str]:
        rng = self.rng
        return [
            rng.choice(
                (
                    str(rng.randint(1, 20)),
                    str(rng.randint(1, 400)),
                    f"{rng.randint(1, 90)},{rng.randint(0, 999):03d}",
                    f"{rng.randint(2, 30)} each",
                )
            )
        ]

    def _measure(self) -> list[str]:
        rng = self.rng
        number = rng.choice(
            (
                str(rng.randint(1, 300)),
                f"{rng.randint(1, 90)}.{rng.randint(0, 99)}",
                f"{rng.randint(1, 9)} x {rng.randint(1, 9)}",
            )
        )
        return [f"{number} {rng.choice(_UNITS)}" if rng.random() < 0.8 else number]

    def _percent(self) -> list[str]:
        number = Decimal(self.rng.randint(1, 999)) / self.rng.choice((1, 10, 10, 100))
        return [f"{number}{self.rng.choice(('%', '%', ' %', ' percent'))}"]

    def _short(self) -> list[str]:
        rng = self.rng
        draw = rng.random()
        if self.language == "en" and draw < 0.4:
            return [rng.choice(_SHORTS)]
        if draw < 0.6:
            return [fake.product(rng, self.language)]
        if draw < 0.8:
            return [f"{fake.invented(rng)} {rng.choice(vocabulary.LIKE.get(self.language, vocabulary.LIKE['en']))}"]
        words = sentence(rng, self.language).split()
        return [" ".join(words[: rng.randint(2, 8)]).rstrip(".,;:")]

    def _text(self) -> list[str]:
        rng = self.rng
        if rng.random() < 0.35:
            return self._short()
        text = " ".join(sentence(rng, self.language) for _ in range(rng.choice((1, 1, 2, 2, 3, 4))))
        return fake.wrapped(text, rng.randint(45, 80))

    def _yesno(self) -> list[str]:
        return [self.rng.choice(("Yes", "No", "YES", "NO", "yes", "no", "N/A", "X", "not yet", "Y", "N"))]

    def _hour(self) -> list[str]:
        rng, hour = self.rng, self.rng.randint(1, 12)
        minute, half = rng.choice((0, 15, 30, 45, rng.randint(0, 59))), rng.choice(("AM", "PM", "a.m.", "p.m.", "EST"))
        text = f"{hour}:{minute:02d} {half}"
        return [text if rng.random() < 0.7 else f"{hour} a.m. - {rng.randint(1, 11)} p.m."]

    def _mail(self) -> list[str]:
        rng = self.rng
        return [
            f"{fake.invented(rng).lower()}@{fake.invented(rng).lower()}.{rng.choice(('com', 'org', 'net', 'example'))}"
        ]
