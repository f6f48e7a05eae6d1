"""Headings and sentences that pages print around their values; ``{key}`` is where a value stands."""

from __future__ import annotations

import random


def phrase(rng: random.Random, language: str, kind: str) -> str:
    """One phrase of ``kind`` in ``language``, or in English when there is none."""
    return rng.choice(PHRASES.get(language, {}).get(kind) or PHRASES["en"][kind])


def _of(**kinds: str) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(text.split("|")) for kind, text in kinds.items()}


PHRASES = {
    "en": _of(
        name="Name|Company|Legal name", number="Number|No.|ID|Account", notes="Notes|Remarks|Additional information",
        title="Invoice|INVOICE|Tax Invoice|Sales Invoice|Bill|Statement of charges|Commercial Invoice|Payment Receipt|"
        "Proforma Invoice|VAT Invoice|TAX INVOICE|Final Invoice|Service Invoice|Official Billing Invoice",
        title_number="Invoice {invoice_number}|Invoice #{invoice_number}|Invoice # {invoice_number}|"
        "Invoice No. {invoice_number}|Invoice {invoice_number} of {invoice_date}|Tax Invoice {invoice_number}|"
        "INVOICE NO: {invoice_number}|Invoice no. {invoice_number} dated {invoice_date}|Bill {invoice_number}|"
        "Invoice {invoice_number} - {invoice_date}|Invoice number {invoice_number}, {invoice_date}|"
        "Sales Invoice {invoice_number}",
        ship_to="Ship To|Deliver To|Shipping Address|Delivery Address|Ship-to|Consignee|Service Address|Job Site",
        page="Page|page|Pg.|Sheet", of_pages="of|/", of="on|of|@", **{"in": "in"},
        carry="Carried forward|Brought forward|Subtotal page|Page total|Carry over|Balance c/f",
        tax_sum="Total VAT|Total Tax|VAT total|Sum of taxes", holder="Account Name|Account holder|Beneficiary|Pay to",
        reference="Reference|Payment reference|Quote|Please quote", director="Director:|Managing Director:|CEO:|Owner:",
        bank_heading="Bank details|Payment details|Payment information|How to pay|Please remit to|Wire transfer",
        regards="Kind regards|Sincerely|Best regards|Yours faithfully|For and on behalf of|Authorised signature",
        greeting="Dear Sir or Madam,|Dear customer,|To whom it may concern,|Hello,|Dear {buyer_name},",
        intro="We hereby invoice you for the following goods and services:|Please find below the charges for your "
        "order "
        "{order_number}.|Thank you for your order {order_number} of {order_date}.|For services rendered:|"
        "Invoice for {project}|This invoice is for the billing period {service_period}.|Your order {order_number}, our "
        "delivery note {delivery_note_number}.|The following items were delivered on {delivery_date}:",
        terms="Net {days} days|{days} days net|Payable within {days} days|Due on receipt|{days} days|Net {days}|NET "
        "{days}|"
        "2% 10 days, net {days}|COD|Prepaid|Payment due within {days} days of invoice date|CIA|EOM",
        pay_by="Please pay by {due_date}.|Payment is due on {due_date}.|Please transfer {total} by {due_date}.|Due "
        "date: "
        "{due_date}|The amount of {total} will be debited from your account on {due_date}.|TOTAL AMOUNT DUE ON "
        "{due_date} "
        "{total}|Please settle this invoice no later than {due_date}.|To be paid before {due_date}|Balance to be "
        "received by {due_date}",
        pay_within="Payment is due within {days} days.|Please pay within {days} days of receipt.|Terms: net {days} "
        "days.|"
        "Invoices are payable within {days} days without deduction.|Payment within {days} days of the invoice date.",
        pay_to="Please make cheques payable to {vendor_name}.|Please transfer the amount to IBAN {iban}, BIC {bic}.|"
        "Make all checks payable to {vendor_name}|Bank transfer to {bank_name}, account {bank_account}.|"
        "Remit to {vendor_name}, {bank_name}, IBAN {iban}.|Paid with thanks.|If you have any questions call "
        "{vendor_phone} or write to {vendor_email}.",
        supplied="Delivered on {delivery_date}.|Service period: {service_period}|Date of supply is {delivery_date}.|"
        "VAT registration number {vendor_tax_id}.|Order {order_number} of {order_date}|Our VAT number is "
        "{vendor_tax_id}; "
        "yours is {buyer_tax_id}.|Ordered on {order_date}, shipped on {delivery_date}.",
        total_sentence="The total of this invoice is {total}.|Total amount due: {total}|Invoice total {total} "
        "including "
        "{tax} tax.|Please pay {total}.|Net {subtotal}, tax {tax}, total {total}.|Amount payable: {total}|Total for "
        "this "
        "invoice {total}",
    ),
    "de": _of(
        name="Name|Firma|Name", number="Nummer|Nr.|Kennung", notes="Bemerkungen|Hinweise|Bemerkung",
        title="Rechnung|RECHNUNG|Rechnung|Handelsrechnung|Schlussrechnung|Abschlagsrechnung|Teilrechnung|Sammelrechnung|"
        "Honorarrechnung|Beleg|Faktura|Proformarechnung|Rechnung / Lieferschein",
        title_number="Rechnung {invoice_number}|Rechnung Nr. {invoice_number}|Rechnung Nr. {invoice_number} vom "
        "{invoice_date}|Rechnung # {invoice_number} von {invoice_date}|Rechnung-Nr.: {invoice_number}|Handelsrechnung "
        "Nr. "
        "{invoice_number} vom {invoice_date}|RECHNUNG NR. {invoice_number}|Ihre Rechnung {invoice_number} vom "
        "{invoice_date}|Rechnungsnummer {invoice_number}|Handelsrechnung (380) Nr. {invoice_number} vom {invoice_date}|"
        "Rechnung {invoice_number} / {invoice_date}|Rechnung Nr. {invoice_number}, {invoice_date}|"
        "Schlussrechnung Nr. {invoice_number} vom {invoice_date}",
        ship_to="Lieferadresse|Lieferanschrift|Abweichender Warenempfänger|Warenempfänger|Versand "
        "an|Leistungsort|Baustelle",
        page="Seite|Blatt|S.", of_pages="von|/", of="auf|von|aus", **{"in": "in"},
        carry="Übertrag|Zwischensumme|Seitensumme|Übertrag von Seite 1|Summe Seite",
        tax_sum="Summe MwSt.|USt. Gesamt|Gesamtsteuer|Mehrwertsteuer "
        "gesamt", holder="Kontoinhaber|Kontoname|Empfänger|Inhaber",
        reference="Verwendungszweck|Zahlungsreferenz|Referenz (bitte bei Zahlung angeben)|Betreff",
        director="Geschäftsführer:|Geschäftsführung|Inhaber|Vorstand:|Geschäftsf.:|GF:",
        bank_heading="Bankverbindung|Zahlungsinformationen|Unsere Bankverbindung|Zahlungsdaten|Bankdaten|Zahlungsart",
        regards="Mit freundlichen Grüßen|Freundliche Grüße|Hochachtungsvoll|Viele Grüße",
        greeting="Sehr geehrte Damen und Herren,|Guten Tag,|Sehr geehrte Frau {contact_person},|Sehr geehrter Kunde,",
        intro="Für unsere Lieferungen und Leistungen berechnen wir Ihnen:|wir erlauben uns, Ihnen folgende Positionen "
        "in "
        "Rechnung zu stellen:|Rechnung gemäß Bestellung Nr. {order_number} vom {order_date}.|Ihre Bestellung "
        "{order_number} vom {order_date}|Betrifft: {project}|Aus der Lieferung Nr. {delivery_note_number} berechnen "
        "wir:|"
        "Leistungszeitraum: {service_period}|Leistungsdatum {delivery_date}|vielen Dank für Ihren Auftrag "
        "{order_number}. "
        "Wir berechnen wie folgt:|Lieferschein {delivery_note_number} vom {delivery_date}|Kundennummer: "
        "{customer_number}",
        terms="{days} Tage netto|Zahlbar innerhalb von {days} Tagen ohne Abzug|sofort ohne Abzug|{days} Tage|10 Tage "
        "2% Skonto, "
        "{days} Tage netto|Zahlbar innerhalb {days} Tagen netto|Vorkasse|Zahlbar sofort rein netto|per Lastschrift",
        pay_by="Bitte überweisen Sie bis zum {due_date}.|Zahlbar bis {due_date} ohne Abzug.|Bitte überweisen Sie den "
        "Betrag von "
        "{total} bis zum {due_date}.|Der Rechnungsbetrag ist fällig am {due_date}.|Der Betrag in Höhe von {total} "
        "wird am "
        "{due_date} von Ihrem Konto eingezogen.|Zahlbar innerhalb 30 Tagen netto bis {due_date}.|Zahlungsziel: "
        "{due_date}|"
        "Bitte begleichen Sie die Rechnung bis spätestens {due_date}.|Fällig zum {due_date}, bitte geben Sie "
        "{invoice_number} an.",
        pay_within="Zahlbar innerhalb von {days} Tagen ohne Abzug.|Bitte überweisen Sie den Betrag innerhalb von "
        "{days} Tagen.|"
        "Zahlbar {days} Tage netto.|Bei Zahlung innerhalb von {days} Tagen gewähren wir 2 % Skonto.|Zahlungsziel "
        "{days} Tage "
        "nach Rechnungserhalt.|Der Betrag ist sofort fällig.",
        pay_to="Bitte überweisen Sie auf das Konto {iban} bei der {bank_name}.|Bankverbindung: {bank_name}, IBAN "
        "{iban}, BIC "
        "{bic}|Überweisung an {vendor_name}, IBAN: {iban}|IBAN {iban} BIC {bic}|Bei Rückfragen: {contact_person}, Tel. "
        "{vendor_phone}|Der Betrag wurde bereits bezahlt.",
        supplied="Lieferdatum: {delivery_date}|Leistung erbracht am {delivery_date}.|Unsere USt-IdNr.: {vendor_tax_id}|"
        "Leistungszeitraum {service_period}|Auftrag {order_number} vom {order_date}|Steuernummer {tax_number}, "
        "USt-IdNr. "
        "{vendor_tax_id}|Ihre USt-IdNr. {buyer_tax_id}, unsere USt-IdNr. {vendor_tax_id}",
        total_sentence="Der Gesamtbetrag beträgt {total}.|Rechnungsbetrag: {total}|Bitte zahlen Sie {total}.|Netto "
        "{subtotal} "
        "zzgl. {tax} Umsatzsteuer ergibt {total}.|Zu zahlender Betrag: {total}|Gesamtbetrag inkl. MwSt.: {total}|"
        "Der Rechnungsbetrag von {total} enthält {tax} Mehrwertsteuer.",
    ),
    "fr": _of(
        name="Nom|Raison sociale|Société", number="Numéro|Identifiant|Code", notes="Notes|Remarques|Commentaires",
        title="Facture|FACTURE|Facture|Facture proforma|Facture d'acompte|Note d'honoraires|FACTURE DE SOLDE",
        title_number="Facture n° {invoice_number}|Facture N° {invoice_number} du {invoice_date}|FACTURE N° : "
        "{invoice_number}|"
        "Facture {invoice_number}|Facture n° {invoice_number} du {invoice_date}|Facture no {invoice_number} en date du "
        "{invoice_date}|FACTURE {invoice_number}|N° {invoice_number} - Date : {invoice_date}|Facture : "
        "{invoice_number}",
        ship_to="Adresse de livraison|Livré à|Livraison|Lieu de livraison|Livraison: adresse, références",
        page="Page|Feuille", of_pages="sur|/|de", of="sur|de", **{"in": "en"}, carry="À reporter|Report|Sous-total "
        "page|Reporté",
        tax_sum="Total TVA|Montant total TVA", holder="Titulaire|Bénéficiaire|Titulaire du compte",
        reference="Référence à rappeler|Référence|Motif", director="Gérant :|Directeur :|Président :",
        bank_heading="Coordonnées bancaires|Règlement|RIB|Informations de paiement|Domiciliation",
        regards="Cordialement|Salutations distinguées|Bien à vous",
        greeting="Madame, Monsieur,|Cher client,|Bonjour,",
        intro="Veuillez trouver ci-dessous le détail de nos prestations :|Objet : {project}|Votre commande "
        "{order_number} du "
        "{order_date}|Selon bon de livraison {delivery_note_number}|Période du {service_period}|Suite à votre "
        "commande n° "
        "{order_number}, nous vous facturons :|Date de livraison : {delivery_date}",
        terms="{days} jours net|À réception|{days} jours fin de mois|Virement à {days} jours|Paiement à {days} "
        "jours|Comptant|"
        "Chèque à réception de facture|{days} jours date de facture",
        pay_by="À payer avant le {due_date}.|Échéance : {due_date}|Payable au plus tard le {due_date}.|Montant de "
        "{total} à régler "
        "avant le {due_date}.|Le règlement de {total} est attendu pour le {due_date}.|Date limite de paiement : "
        "{due_date}|"
        "Date : {invoice_date} · Échéance : {due_date}",
        pay_within="Paiement à {days} jours.|Règlement sous {days} jours à réception de facture.|Payable sous {days} "
        "jours.",
        pay_to="Virement à {vendor_name}, IBAN {iban}, BIC {bic}.|Règlement par chèque à l'ordre de "
        "{vendor_name}.|IBAN : {iban} "
        "BIC : {bic}|Contact : {contact_person}, {vendor_phone}, {vendor_email}|Facture acquittée.",
        supplied="Livré le {delivery_date}.|N° TVA intracommunautaire : {vendor_tax_id}|Commande {order_number} du "
        "{order_date}|"
        "SIRET {tax_number} - TVA {vendor_tax_id}|Période de prestation : {service_period}",
        total_sentence="Arrêté la présente facture à la somme de {total}.|Net à payer : {total}|Montant total TTC : "
        "{total}|"
        "Total HT {subtotal}, TVA {tax}, total TTC {total}.|Le montant à régler est de {total} TTC.",
    ),
    "es": _of(
        name="Nombre|Razón social", number="Número|Código", notes="Observaciones|Notas",
        title="Factura|FACTURA|Factura proforma|Factura de venta",
        title_number="Factura {invoice_number}|Factura Nº {invoice_number}|Factura n.º {invoice_number} de "
        "{invoice_date}|"
        "FACTURA: {invoice_number}|Factura {invoice_number} del {invoice_date}",
        ship_to="Dirección de entrega|Enviar a|Lugar de entrega", page="Página|Pág.", of_pages="de|/", of="sobre|de",
        **{"in": "en"}, carry="Suma y sigue|Suma anterior", tax_sum="Total IVA|Cuota "
        "total", holder="Titular|Beneficiario",
        reference="Concepto|Referencia", director="Administrador:|Director:",
        bank_heading="Datos bancarios|Forma de pago|Transferencia bancaria", regards="Atentamente|Saludos cordiales",
        greeting="Estimado cliente:|Muy señores nuestros:",
        intro="Les facturamos los siguientes conceptos:|Su pedido {order_number} de fecha {order_date}|Albarán "
        "{delivery_note_number}|Obra: {project}|Periodo: {service_period}|Fecha de entrega: {delivery_date}",
        terms="{days} días|Transferencia a {days} días|Al contado|{days} días fecha factura|Recibo domiciliado a "
        "{days} días",
        pay_by="Vencimiento: {due_date}|Páguese antes del {due_date}.|El importe de {total} vence el "
        "{due_date}.|Fecha límite de pago "
        "{due_date}",
        pay_within="Pago a {days} días.|El pago se realizará en un plazo de {days} días.",
        pay_to="Transferencia a {vendor_name}, IBAN {iban}.|IBAN: {iban} BIC: {bic}|Entidad: {bank_name}, cuenta "
        "{iban}",
        supplied="Entregado el {delivery_date}.|NIF {vendor_tax_id}|Pedido {order_number} de {order_date}",
        total_sentence="Importe total de la factura: {total}|Total a pagar {total}|Base {subtotal}, IVA {tax}, total "
        "{total}.",
    ),
    "it": _of(
        name="Denominazione|Ragione sociale|Nome", number="Numero|Codice", notes="Note|Annotazioni",
        title="Fattura|FATTURA|Fattura immediata|Fattura accompagnatoria|Parcella|Fattura proforma",
        title_number="Fattura n. {invoice_number}|Fattura n. {invoice_number} del {invoice_date}|FATTURA "
        "{invoice_number}|Fattura nr. "
        "{invoice_number} del {invoice_date}|Fattura {invoice_number}",
        ship_to="Destinazione merce|Luogo di consegna|Spedire a|Indirizzo di consegna", page="Pagina|Pag.",
        of_pages="di|/",
        of="su|di", **{"in": "in"}, carry="A riportare|Riporto", tax_sum="Totale IVA|Totale "
        "imposta", holder="Intestatario|Beneficiario",
        reference="Causale|Riferimento", director="Amministratore:|Titolare:",
        bank_heading="Coordinate bancarie|Modalità di pagamento|Dati bancari", regards="Cordiali saluti|Distinti "
        "saluti",
        greeting="Spettabile cliente,|Gentile cliente,",
        intro="Vi fatturiamo quanto segue:|Vs. ordine {order_number} del {order_date}|DDT {delivery_note_number} del "
        "{delivery_date}|"
        "Oggetto: {project}|Periodo di riferimento: {service_period}",
        terms="Bonifico {days} gg|{days} giorni data fattura|Rimessa diretta|Ri.Ba. {days} gg f.m.|Bonifico bancario "
        "{days} gg d.f.",
        pay_by="Scadenza: {due_date}|Da pagare entro il {due_date}.|Si prega di versare {total} entro il "
        "{due_date}.|Scadenze: "
        "{due_date} {total}",
        pay_within="Pagamento a {days} giorni.|Pagamento entro {days} giorni data fattura.",
        pay_to="Bonifico a {vendor_name}, IBAN {iban}|IBAN: {iban} BIC: {bic}|Banca d'appoggio: {bank_name} - {iban}",
        supplied="Consegnato il {delivery_date}.|P. IVA {vendor_tax_id} - C.F. {tax_number}|Ordine {order_number} del "
        "{order_date}",
        total_sentence="Totale fattura: {total}|Totale da pagare {total}|Imponibile {subtotal}, IVA {tax}, totale "
        "{total}.",
    ),
    "nl": _of(
        name="Naam|Bedrijf", number="Nummer|Code", notes="Opmerkingen|Notities",
        title="Factuur|FACTUUR|Verkoopfactuur|Creditfactuur|Nota|Termijnfactuur",
        title_number="Factuur {invoice_number}|Factuur nr. {invoice_number}|Factuur {invoice_number} van "
        "{invoice_date}|Factuurnummer: "
        "{invoice_number}|FACTUUR {invoice_number}",
        ship_to="Afleveradres|Leveradres|Bezorgadres", page="Pagina|Blad", of_pages="van|/", of="over|van",
        **{"in": "in"},
        carry="Transport|Subtotaal pagina", tax_sum="Totaal BTW", holder="T.n.v.|Rekeninghouder|Ten name van",
        reference="Onder vermelding van|Kenmerk|Betalingskenmerk", director="Directeur:|Directie:",
        bank_heading="Bankgegevens|Betaalgegevens|Betaling", regards="Met vriendelijke groet|Hoogachtend",
        greeting="Geachte heer, mevrouw,|Beste klant,",
        intro="Hierbij brengen wij u in rekening:|Uw bestelling {order_number} van {order_date}|Betreft: "
        "{project}|Periode: "
        "{service_period}|Pakbon {delivery_note_number}|Leverdatum: {delivery_date}",
        terms="{days} dagen|{days} dagen netto|Betaling binnen {days} dagen|Contant|Automatische incasso",
        pay_by="Gelieve te betalen voor {due_date}.|Wij verzoeken u {total} voor {due_date} over te "
        "maken.|Vervaldatum: {due_date}|Uiterste "
        "betaaldatum {due_date}",
        pay_within="Betaling binnen {days} dagen na factuurdatum.|Gelieve binnen {days} dagen te betalen.",
        pay_to="Gelieve het bedrag over te maken op {iban} t.n.v. {vendor_name}.|IBAN {iban} BIC {bic}|Bank: "
        "{bank_name}, rekening {iban}",
        supplied="Geleverd op {delivery_date}.|BTW-nummer {vendor_tax_id}|Opdracht {order_number} van {order_date}",
        total_sentence="Totaal te betalen: {total}|Het factuurbedrag is {total}.|Netto {subtotal}, btw {tax}, totaal "
        "{total}.",
    ),
    "pt": _of(
        name="Nome|Firma", number="Número|Código", notes="Observações|Notas",
        title="Fatura|FATURA|Fatura/Recibo|Fatura simplificada", title_number="Fatura {invoice_number}|Fatura N.º "
        "{invoice_number}|FATURA nº "
        "{invoice_number} de {invoice_date}",
        ship_to="Local de entrega|Morada de entrega", page="Página|Pág.", of_pages="de|/", of="de|sobre",
        **{"in": "em"},
        carry="A transportar|Transporte", tax_sum="Total IVA", holder="Titular", reference="Referência",
        director="Gerente:",
        bank_heading="Dados bancários|Pagamento", regards="Com os melhores cumprimentos", greeting="Exmos. Senhores,",
        intro="Faturamos os seguintes artigos:|V/ encomenda {order_number} de {order_date}|Guia {delivery_note_number}",
        terms="{days} dias|Pronto pagamento|Transferência a {days} dias", pay_by="Vencimento: {due_date}|Pagar até "
        "{due_date}",
        pay_within="Pagamento a {days} dias.", pay_to="Transferência para IBAN {iban}|IBAN: {iban} BIC: {bic}",
        supplied="Entregue em {delivery_date}.|Contribuinte {vendor_tax_id}", total_sentence="Total a pagar: "
        "{total}|Valor total {total}",
    ),
}  # fmt: skip
