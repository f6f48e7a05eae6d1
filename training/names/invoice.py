"""What invoices state, and the columns of their goods."""

from __future__ import annotations

from collections.abc import Mapping

from training.names.concept import Concept, of

# Concepts of invoices. Labels stand without a colon: pages add their own punctuation.
_INVOICE = (
    of(
        "vendor_name",
        "text",
        "vendor_name seller_name supplier vendor supplier_name seller company_name issuer biller from_company merchant "
        "invoice_from supplier_company issued_by",
        "name of the seller|supplier|who issued the invoice|company that sends the bill|issuer of the document|"
        "vendor company name|seller|Verkäufer|Lieferant|Rechnungssteller|Name des Verkäufers|Firma des Absenders|"
        "Rechnungsersteller|fournisseur|vendeur|nom du fournisseur|émetteur|proveedor|vendedor|nombre del proveedor|"
        "fornitore|cedente|leverancier|naam van de leverancier|verkoper|fornecedor",
        en="From|Seller|Vendor|Supplier|Sold by|Issued by|Service Provider|Remit to|Our details|Company|Invoice from|"
        "Billed by|Payable to",
        de="Verkäufer|Lieferant|Rechnungssteller|Rechnungsersteller|Absender|Leistungserbringer|Auftragnehmer",
        fr="Émetteur|Vendeur|Fournisseur|Prestataire|De|Société|Vendu par",
        es="Proveedor|Emisor|Vendedor|Datos del emisor",
        it="Fornitore|Cedente|Cedente/prestatore|Mittente|Emittente",
        nl="Leverancier|Verkoper|Afzender|Van",
        pt="Fornecedor|Emitente|Vendedor",
    ),
    of(
        "buyer_name",
        "text",
        "buyer_name customer_name client customer buyer bill_to client_name recipient invoice_to billed_to purchaser "
        "customer debtor_name customer_company",
        "name of the buyer|customer|client|who has to pay|recipient of the invoice|bill to name|invoiced company|"
        "Käufer|Kunde|Rechnungsempfänger|Name des Kunden|Leistungsempfänger|client facturé|acheteur|destinataire|"
        "nom du client|cliente|comprador|nombre del cliente|cessionario|destinatario|klant|afnemer|koper|"
        "naam van de klant|comprador",
        en="Bill To|Billed To|Invoice To|Customer|Client|Sold To|Buyer|To|Bill to Address|Invoiced to|Invoice for|"
        "Customer Name|Guest Name|Prepared for|Recipient|Name|Attention",
        de="Käufer|Kunde|Rechnungsempfänger|Leistungsempfänger|Käufer/Leistungsempfänger|Auftraggeber|Rechnung an|"
        "Empfänger|Rechnungsadresse|Name|An",
        fr="Client|Destinataire|Facturé à|Acheteur|Adresse de facturation|Adressé à|Facturer à|À l'attention de|Nom",
        es="Cliente|Facturar a|Datos del cliente|Destinatario|Comprador|Nombre",
        it="Cliente|Cessionario|Spett.le|Destinatario|Intestatario|Fatturato a",
        nl="Klant|Factuuradres|Afnemer|Aan|Koper|Gefactureerd aan",
        pt="Cliente|Exmo.(s) Sr.(s)|Faturar a|Comprador",
    ),
    of(
        "invoice_number",
        "id",
        "invoice_number invoice_no invoice_id bill_number document_number inv_no invoice_ref invoice number "
        "invoice_num reference_number rechnungsnummer bill_no invoiceNumber",
        "number of the invoice|invoice id|invoice #|bill number|document number|number that identifies the bill|"
        "Rechnungsnummer|Rechnungs-Nr.|Belegnummer|Nummer der Rechnung|numéro de facture|n° de facture|"
        "référence de la facture|número de factura|nº factura|numero fattura|numero del documento|factuurnummer|"
        "nummer van de factuur|número da fatura",
        en="Invoice Number|Invoice No|Invoice No.|Invoice #|Invoice|Invoice ID|Inv. No.|Inv #|Tax Invoice No|Bill No|"
        "Bill Number|INVOICE NO|INVOICE #|Document No.|Invoice Ref|Invoice Reference|Number|Receipt number|Doc No|No.|"
        "Booking ID|Statement number",
        de="Rechnungsnummer|Rechnungsnr.|Rechnungs-Nr.|Rechnung Nr.|Rechnung-Nr.|Re.-Nr.|Belegnummer|Beleg-Nr.|Nummer|"
        "Rechnung|RECHNUNGSNUMMER|Rechnungs-Nummer|Rg.-Nr.|Dokumentnummer|Rechnung #",
        fr="Facture N°|N° de facture|Numéro de facture|N° facture|Facture n°|Référence|Réf. facture|N°|FACTURE N°|"
        "Numéro|N° pièce|Facture",
        es="Factura Nº|Nº de factura|Número de factura|Factura|N.º factura|Num. factura|Nº Factura",
        it="Fattura n.|Numero fattura|Nr. fattura|N. documento|Fattura nr.|Numero|Documento n°",
        nl="Factuurnummer|Factuurnr.|Factuur nr.|Nummer|Factuur|Factuurnr",
        pt="Fatura N.º|Fatura nº|Nº Documento|Fatura",
    ),
    of(
        "invoice_date",
        "date",
        "invoice_date date bill_date date_of_issue issue_date document_date invoiced_on dated issued rechnungsdatum "
        "billing_date date_issued",
        "date of the invoice|date the bill was issued|issue date|when the invoice was written|document date|"
        "Rechnungsdatum|Datum der Rechnung|Ausstellungsdatum|Belegdatum|date de facture|date d'émission|"
        "date de la facture|fecha de factura|fecha de emisión|data fattura|data di emissione|factuurdatum|"
        "data da fatura|data de emissão",
        en="Invoice Date|Date|Date of Issue|Issue Date|Issued|Bill Date|Dated|Date Issued|INVOICE DATE|Invoiced on|"
        "Tax Point|Document Date|Date of invoice|Inv Date|InvDate|Billing Date|Invoice date",
        de="Rechnungsdatum|Datum|Belegdatum|Ausstellungsdatum|Rechnung vom|DATUM|Rg.-Datum|Rech.-Datum",
        fr="Date|Date de facture|Date d'émission|Date de facturation|Date facture|Le|Émise le|En date du|Du",
        es="Fecha|Fecha de factura|Fecha de emisión|Fecha factura|FECHA",
        it="Data|Data fattura|Data documento|Data di emissione|Del",
        nl="Factuurdatum|Datum|Datum factuur",
        pt="Data|Data de emissão|Data da fatura|Data Doc.",
    ),
    of(
        "due_date",
        "date",
        "due_date payment_due_date pay_by payable_by date_due payment_date payment_due due deadline faelligkeit "
        "payment_deadline",
        "date the payment is due|pay by|payment deadline|latest date of payment|when the invoice has to be paid|"
        "Fälligkeitsdatum|fällig am|zahlbar bis|Zahlungsziel|échéance|date d'échéance|date limite de paiement|"
        "fecha de vencimiento|vencimiento|scadenza|data di scadenza|vervaldatum|uiterste betaaldatum|vencimento",
        en="Due Date|Payment Due|Due|Pay by|Payment Due Date|Date Due|Due on|Payable by|DUE DATE|Payment due by|"
        "Please pay by|Pay before|Amount due by",
        de="Fällig am|Fälligkeit|Zahlbar bis|Fälligkeitsdatum|Zahlungsziel|Zahlungstermin|Fällig|Zahlbar bis zum|"
        "Zahlung bis|Fällig bis",
        fr="Échéance|Date d'échéance|À payer avant le|Échéance le|Date limite de paiement|Payable au|Date échéance",
        es="Vencimiento|Fecha de vencimiento|Fecha vencimiento|Vence",
        it="Scadenza|Data scadenza|Scadenza pagamento",
        nl="Vervaldatum|Betalen voor|Uiterste betaaldatum|Te betalen voor",
        pt="Vencimento|Data de vencimento|Pagar até",
    ),
    of(
        "delivery_date",
        "date",
        "delivery_date service_date date_of_supply ship_date shipping_date supply_date delivered_on leistungsdatum",
        "date of delivery|date of supply|when the goods were delivered|date of the service|Lieferdatum|Leistungsdatum|"
        "date de livraison|date de la prestation|fecha de entrega|data consegna|leverdatum|data de entrega",
        en="Delivery Date|Date of Supply|Ship Date|Service Date|Date Shipped|Delivered on|Supply date|Shipping Date",
        de="Lieferdatum|Leistungsdatum|Liefer- und Leistungsdatum|Leistung vom|Lieferung am|Liefertermin|"
        "Liefer-/Leistungsdatum",
        fr="Date de livraison|Livraison le|Date de prestation|Livré le|DATE DE LIVRAISON",
        es="Fecha de entrega|Entrega",
        it="Data consegna|Consegna",
        nl="Leverdatum|Datum levering",
        pt="Data de entrega|Data de carga",
    ),
    of(
        "order_number",
        "id",
        "order_number order_no order_id purchase_order po_number customer_order your_order order_reference po po_no "
        "bestellnummer",
        "number of the order|purchase order number|customer's order reference|PO|Bestellnummer|Auftragsnummer|"
        "numéro de commande|bon de commande|número de pedido|numero ordine|bestelnummer|ordernummer|nº encomenda",
        en="Order Number|Order No.|PO Number|P.O. #|Purchase Order|Your Order|Order #|Customer PO|PO #|Order ID|P.O.|"
        "Your Ref|Order Ref|Purchase Order No|PO",
        de="Bestellnummer|Auftragsnummer|Auftrag|Bestell-Nr.|Auftrags-Nr.|Ihre Bestellung|Bestellung Nr. Kunde|"
        "Bestellung|Ihr Auftrag|Auftragsnr.|Ihre Bestellnummer",
        fr="N° de commande|Commande n°|Bon de commande|N° BON DE COMMANDE|Votre commande|Réf. commande|Commande",
        es="Nº pedido|Pedido|Número de pedido|Su pedido",
        it="Ordine n.|N. ordine|Vs. ordine|Rif. ordine",
        nl="Ordernummer|Bestelnummer|Uw bestelling|Opdrachtnr.",
        pt="Encomenda Nº|Nº encomenda|Sua encomenda",
    ),
    of(
        "customer_number",
        "id",
        "customer_number customer_no customer_id account_number client_number client_id account_no kundennummer "
        "customer_code debtor_number",
        "number of the customer|customer account|client number|account of the buyer|Kundennummer|Kunden-Nr.|"
        "Debitorennummer|numéro client|code client|número de cliente|codice cliente|klantnummer|debiteurnummer",
        en="Customer No|Customer ID|Account No.|Customer Number|Account Number|Client No|Customer #|Acct #|Account|"
        "Client ID|Cust. No.|Customer Code|A/C No",
        de="Kundennummer|Kunden-Nr.|Kundennr.|Kd.-Nr.|Debitor|Ihre Kundennummer|Debitor-Nr.|KUNDENNUMMER|Kunde Nr.",
        fr="N° client|Code client|Client n°|Numéro client|N° DE CLIENT|Réf. client|Compte client",
        es="Nº cliente|Código cliente|Cliente nº",
        it="Codice cliente|Cod. cliente|Cliente n.",
        nl="Klantnummer|Debiteurnummer|Debiteurnr.|Klantnr.",
        pt="Nº cliente|Cód. cliente",
    ),
    of(
        "vendor_tax_id",
        "id",
        "vendor_tax_id vat_number vat_id supplier_vat seller_vat_id tax_id vendor_vat seller_tax_id ust_id "
        "vendor_vat_number tax_number gstin seller_tax_number vat_registration_number",
        "VAT number of the seller|tax identification number of the vendor|supplier's VAT registration|GST number|EIN|"
        "USt-IdNr. des Verkäufers|Umsatzsteuer-Identifikationsnummer|USt-ID|n° de TVA intracommunautaire|"
        "numéro de TVA du vendeur|NIF|CIF del proveedor|partita IVA|btw-nummer|BTW-id van de leverancier|contribuinte",
        en="VAT No|VAT Reg No|VAT Number|VAT ID|Tax ID|GST No|GSTIN|VAT Registration No.|EIN|ABN|Tax No.|VAT|GST Reg "
        "No|"
        "Federal Tax ID|VAT Reg. No.|TIN|SST No|Our VAT No",
        de="USt-IdNr.|USt-ID|USt.-Id.-Nr.|UID|USt-Id-Nr.|Ust-ID-Nr.|Umsatzsteuer-ID|USt-IDNr|UStId|USt.-Identnr.|UID-Nr.|"
        "Umsatzsteuer-Identifikationsnummer",
        fr="N° TVA|TVA intracommunautaire|N° TVA intra|N° TVA intracommunautaire|TVA|N° de TVA|TVA intracom.",
        es="NIF|CIF|N.I.F.|C.I.F.|NIF/CIF",
        it="P. IVA|Partita IVA|P.IVA|Part. IVA|P.I.",
        nl="BTW-nummer|BTW nr.|BTW|BTW-nr.|Btw-id",
        pt="NIF|Contribuinte|NIPC|N.º Contribuinte",
    ),
    of(
        "buyer_tax_id",
        "id",
        "buyer_tax_id customer_vat buyer_vat_id customer_tax_id client_vat your_vat_number buyer_vat "
        "customer_vat_number",
        "VAT number of the buyer|customer's tax number|client VAT id|USt-IdNr. des Kunden|Ihre USt-IdNr.|"
        "n° TVA du client|NIF del cliente|partita IVA del cliente|btw-nummer klant|contribuinte do cliente",
        en="Your VAT No|Customer VAT|VAT No|Buyer GSTIN|Customer Tax ID|VAT ID|Your VAT number|GSTIN|Client VAT",
        de="Ihre USt-IdNr.|Ihre USt.-IdentNr.|USt.-Id.-Nr.|Kunden-UID|USt-ID Kunde|Ihre UID|Ihre Umsatzsteuer-ID",
        fr="N° TVA client|Votre n° TVA|N° TVA|TVA client",
        es="NIF cliente|NIF|CIF",
        it="P. IVA cliente|P.IVA|P. IVA",
        nl="Uw BTW-nummer|BTW-nr. klant|Uw btw-nr.",
        pt="NIF cliente|V/ Contribuinte|NIF",
    ),
    of(
        "currency",
        "currency",
        "currency currency_code invoice_currency ccy currency_symbol waehrung",
        "currency of the amounts|ISO code of the currency|which "
        "money|Währung|devise|monnaie|moneda|divisa|valuta|moeda",
        en="Currency|Currency Code|All amounts in|Amounts in|Invoice currency|Cur.",
        de="Währung|Beträge in|Rechnungswährung|Alle Beträge in|Währung der Rechnung",
        fr="Devise|Montants exprimés en|Monnaie|DEVISE",
        es="Moneda|Divisa",
        it="Valuta|Divisa",
        nl="Valuta",
        pt="Moeda",
    ),
    of(
        "subtotal",
        "amount",
        "subtotal net_amount net_total total_net amount_before_tax total_excluding_tax sub_total net taxable_amount "
        "total_ht netto untaxed_amount",
        "sum before tax|net amount|total without VAT|amount excluding tax|sum of all items before tax|Nettobetrag|"
        "Nettosumme|Summe netto|Betrag ohne Umsatzsteuer|total hors taxes|montant HT|base imponible|total sin IVA|"
        "imponibile|totale netto|totaal exclusief btw|nettobedrag|total ilíquido",
        en="Subtotal|Sub Total|Net Total|Total Net|Net Amount|Total excl. VAT|Sub-total|SUBTOTAL|Total before tax|Net|"
        "Taxable Amount|Total (excl. GST)|Amount excl. tax|Total Excluding VAT|Charges",
        de="Nettobetrag|Summe netto|Netto|Nettosumme|Gesamt netto|Zwischensumme|Rechnungssumme netto|Gesamtbetrag "
        "netto|"
        "Rechnungssumme ohne USt.|Summe Netto|Total netto|Zwischensumme (netto)|Warenwert netto|Betrag netto|"
        "Rechnungssumme Netto (excl. USt.)|Summe ohne MwSt.",
        fr="Total HT|Montant HT|Total hors taxes|Sous-total|Total net HT|Montant total HT|Total H.T.|TOTAL HT|Base HT",
        es="Base imponible|Subtotal|Total sin IVA|Importe neto|BASE IMPONIBLE|Suma",
        it="Imponibile|Totale imponibile|Totale netto|Subtotale|Totale merce",
        nl="Subtotaal|Totaal excl. btw|Netto|Bedrag excl. BTW|Totaal exclusief BTW",
        pt="Total ilíquido|Subtotal|Total s/ IVA|Base tributável|Incidência",
    ),
    of(
        "tax",
        "amount",
        "tax tax_amount vat vat_amount total_tax sales_tax total_vat gst_amount mwst tax_total iva tva",
        "amount of the tax|VAT amount|sum of all taxes|sales tax|Umsatzsteuer|Mehrwertsteuerbetrag|Steuerbetrag|"
        "montant de la TVA|TVA|importe del IVA|cuota de IVA|importo IVA|imposta|btw-bedrag|totaal btw|valor do IVA",
        en="VAT|Tax|Sales Tax|Total VAT|GST|VAT Amount|Tax Amount|Total Tax|VAT total|Plus VAT|HST|SST|Service Tax|"
        "Value Added Tax|TAX",
        de="MwSt.|Umsatzsteuer|USt.|Mehrwertsteuer|zzgl. MwSt.|zzgl. Umsatzsteuer|Steuerbetrag|MwSt.-Betrag|"
        "USt.-Betrag|USt. Gesamt|Summe MwSt.|+ MwSt.|Steuer|zuzüglich Umsatzsteuer|Umsatzsteuer gesamt|Gesamtsteuer",
        fr="TVA|Total TVA|Montant TVA|T.V.A.|Montant de la TVA|TOTAL TVA",
        es="IVA|I.V.A.|Total IVA|Cuota IVA|Impuestos",
        it="IVA|Totale IVA|Imposta|Importo IVA|Totale imposta",
        nl="BTW|Totaal BTW|BTW-bedrag|Btw",
        pt="IVA|Total IVA|Valor IVA",
    ),
    of(
        "total",
        "amount",
        "total total_amount grand_total invoice_total gross_total total_gross amount_total gross_amount invoice_amount "
        "total_including_tax gesamtbetrag total_ttc",
        "total of the invoice|grand total|amount including tax|gross total|final amount|sum with VAT|Gesamtbetrag|"
        "Rechnungsbetrag|Bruttobetrag|Endbetrag|total TTC|montant total|montant toutes taxes comprises|"
        "importe total|total factura|totale fattura|totale documento|totaalbedrag|totaal inclusief btw|total da fatura",
        en="Total|Grand Total|TOTAL|Invoice Total|Total Amount|Total incl. VAT|Total Due|GRAND TOTAL|Total Gross|"
        "Total for this invoice|Gross Total|Amount|Total (inc. GST)|Total Including VAT|Total payable|Total Price|"
        "Total amount due|Amount Payable|Final total",
        de="Gesamtbetrag|Rechnungsbetrag|Endbetrag|Gesamt|Bruttobetrag|Summe brutto|Gesamtsumme|Rechnungssumme|Brutto|"
        "Rechnungsbetrag brutto|Gesamtbetrag brutto|Total|Bruttosumme|Gesamt brutto|Endsumme|Summe|GESAMTBETRAG|"
        "Rechnungssumme Brutto (inkl. USt.)|Summe inkl. MwSt.|Rechnungsendbetrag",
        fr="Total TTC|Montant TTC|Total T.T.C.|TOTAL TTC|Montant total TTC|Total général|Total|Total facture|Total à "
        "payer",
        es="Total|TOTAL|Total factura|Importe total|TOTAL FACTURA|Total con IVA|Total a pagar",
        it="Totale|Totale fattura|Totale documento|TOTALE|Totale a pagare|Totale complessivo",
        nl="Totaal|Totaal incl. btw|Totaalbedrag|TOTAAL|Totaal inclusief BTW|Factuurbedrag|Totaal te betalen",
        pt="Total|Total da fatura|TOTAL|Total c/ IVA|Total a pagar|Total documento",
    ),
    of(
        "amount_due",
        "amount",
        "amount_due balance_due amount_payable outstanding_balance to_pay open_amount balance payable zahlbetrag",
        "amount still to be paid|balance due|what is left to pay|open amount|Zahlbetrag|offener Betrag|zu zahlen|"
        "net à payer|solde dû|reste à payer|importe pendiente|totale da pagare|saldo|te betalen|openstaand bedrag",
        en="Amount Due|Balance Due|Balance|Amount to pay|Balance outstanding|BALANCE DUE|Outstanding|Please pay|"
        "Net amount due|Amount Payable",
        de="Zahlbetrag|Zu zahlen|Offener Betrag|Restbetrag|Zu zahlender Betrag|Noch zu zahlen|Forderung|Zahllast",
        fr="Net à payer|Reste à payer|Solde dû|Montant dû|À payer|NET À PAYER",
        es="Pendiente|A pagar|Importe pendiente",
        it="Netto a pagare|Da pagare|Saldo|Resto da pagare",
        nl="Te betalen|Openstaand bedrag|Nog te betalen|Te voldoen",
        pt="A pagar|Valor em dívida|Saldo",
    ),
    of(
        "iban",
        "id",
        "iban iban_number bank_account vendor_iban account_iban supplier_iban payment_iban",
        "IBAN of the seller|bank account to pay to|international bank account number|Bankverbindung IBAN|"
        "Kontonummer IBAN|IBAN du fournisseur|coordonnées bancaires|cuenta IBAN|coordinate bancarie|rekeningnummer",
        en="IBAN|IBAN No|IBAN No.|Account (IBAN)|IBAN Code",
        de="IBAN|IBAN-Nr.|IBAN-Nummer|Verkäufer-IBAN",
        fr="IBAN|IBAN n°|Code IBAN",
        es="IBAN|Cuenta|Cta. IBAN",
        it="IBAN|Codice IBAN|Cod. IBAN",
        nl="IBAN|Rekening|IBAN-nummer|Rekeningnr.",
        pt="IBAN|NIB/IBAN",
    ),
    of(
        "bic",
        "id",
        "bic swift bic_code swift_code bank_bic bank_code_bic",
        "BIC of the bank|SWIFT code|bank identifier code|BIC der Bank|code BIC|código SWIFT|codice BIC|BIC-code",
        en="BIC|SWIFT|SWIFT Code|BIC/SWIFT|Swift/BIC",
        de="BIC|SWIFT|BIC / Swift-Code|BIC-Code|Swift",
        fr="BIC|Code BIC|SWIFT",
        es="BIC|SWIFT",
        it="BIC|SWIFT|Codice BIC",
        nl="BIC|SWIFT|BIC-code",
        pt="BIC|SWIFT",
    ),
    of(
        "payment_terms",
        "text",
        "payment_terms terms terms_of_payment payment_conditions zahlungsbedingungen conditions",
        "terms of payment|conditions of payment|within how many days to pay|net days|Zahlungsbedingungen|Zahlungsziel|"
        "conditions de paiement|modalités de règlement|condiciones de pago|condizioni di "
        "pagamento|betalingsvoorwaarden",
        en="Terms|Payment Terms|Terms of payment|Payment|TERMS|Pmt Terms",
        de="Zahlungsbedingungen|Zahlungsbedingung|Zahlungskonditionen|Zahlung|Konditionen",
        fr="Conditions de paiement|Règlement|Mode de règlement|Conditions|Conditions de règlement",
        es="Forma de pago|Condiciones de pago",
        it="Pagamento|Condizioni di pagamento|Modalità di pagamento",
        nl="Betalingsvoorwaarden|Betalingscondities|Betaling",
        pt="Condições de pagamento|Cond. Pagamento",
    ),
    of(
        "vendor_address",
        "text",
        "vendor_address seller_address supplier_address company_address address_of_vendor from_address issuer_address",
        "address of the seller|street and town of the supplier|postal address of the vendor|Anschrift des Verkäufers|"
        "Adresse des Lieferanten|adresse du fournisseur|dirección del proveedor|indirizzo del fornitore|"
        "adres van de leverancier",
        en="Address|Our address|Registered Office|Remit Address|Office",
        de="Anschrift|Adresse|Hausanschrift",
        fr="Adresse|Siège social",
        es="Dirección|Domicilio",
        it="Indirizzo|Sede",
        nl="Adres",
        pt="Morada",
    ),
    of(
        "buyer_address",
        "text",
        "buyer_address customer_address billing_address client_address bill_to_address address_of_customer",
        "address of the buyer|billing address|street and town of the customer|Anschrift des Kunden|Rechnungsadresse|"
        "adresse du client|adresse de facturation|dirección del cliente|indirizzo del cliente|adres van de klant",
        en="Address|Billing Address|Customer Address",
        de="Anschrift|Adresse|Rechnungsanschrift",
        fr="Adresse|Adresse client",
        es="Dirección|Domicilio",
        it="Indirizzo|Sede",
        nl="Adres",
        pt="Morada",
    ),
    of(
        "vendor_phone",
        "id",
        "vendor_phone phone telephone seller_phone contact_phone phone_number supplier_phone tel",
        "telephone number of the seller|phone of the vendor|Telefon des Verkäufers|téléphone du fournisseur|"
        "teléfono|telefono|telefoonnummer",
        en="Phone|Tel|Tel.|Telephone|T|Ph|Main|Call us",
        de="Telefon|Tel.|Fon|Tel|Telefon-Nr.",
        fr="Tél.|Téléphone|Tél",
        es="Tel.|Teléfono|Tfno.",
        it="Tel.|Telefono",
        nl="Tel.|Telefoon|T",
        pt="Tel.|Telefone|Telef.",
    ),
    of(
        "vendor_fax",
        "id",
        "vendor_fax fax fax_number telefax seller_fax",
        "fax number of the seller|Faxnummer|télécopie",
        en="Fax|F|Fax No",
        de="Fax|Telefax|Fax-Nr.",
        fr="Fax|Télécopie",
        es="Fax",
        it="Fax",
        nl="Fax",
        pt="Fax",
    ),
    of(
        "vendor_email",
        "text",
        "vendor_email email e_mail seller_email contact_email supplier_email mail",
        "e-mail address of the seller|email of the vendor|E-Mail des Verkäufers|courriel|correo "
        "electrónico|e-mailadres",
        en="Email|E-mail|Mail|Email us",
        de="E-Mail|Mail|Email|eMail",
        fr="E-mail|Courriel|Mail|Mél",
        es="Email|Correo",
        it="Email|E-mail|Mail",
        nl="E-mail|Email",
        pt="Email|E-mail",
    ),
    of(
        "vendor_website",
        "text",
        "vendor_website website web homepage url internet",
        "website of the seller|internet address|Webseite|site internet|sitio web|sito web",
        en="Web|Website|Visit us",
        de="Internet|Web|Im Internet|Homepage",
        fr="Site|Web|Site internet",
        es="Web",
        it="Sito|Web",
        nl="Website|Web",
        pt="Web|Site",
    ),
    of(
        "contact_person",
        "text",
        "contact_person contact contact_name salesperson your_contact account_manager clerk handled_by sales_rep",
        "who to ask at the seller|contact person|sales representative|Ansprechpartner|Sachbearbeiter|Bearbeiter|"
        "interlocuteur|votre contact|persona de contacto|referente|contactpersoon",
        en="Contact|Contact person|Salesperson|Your contact|Sales Rep|Account Manager|Handled by|Prepared by",
        de="Ansprechpartner|Sachbearbeiter|Bearbeiter|Ihr Ansprechpartner|Kontakt|Es betreut Sie",
        fr="Contact|Interlocuteur|Votre contact|Suivi par|Commercial",
        es="Contacto|Comercial",
        it="Referente|Contatto|Agente",
        nl="Contactpersoon|Behandeld door",
        pt="Contacto|Vendedor",
    ),
    of(
        "tax_number",
        "id",
        "tax_number local_tax_number steuernummer siret registration_number company_registration_number",
        "national tax number that is not the VAT id|Steuernummer|SIRET|company registration number|register number",
        en="Tax Ref|Company Reg No|Registration No|PAN",
        de="Steuernummer|Steuernr.|St.-Nr.|St.Nr.|Steuer-Nr.",
        fr="SIRET|SIREN|N° SIRET|RCS",
        es="Reg. Mercantil",
        it="C.F.|Codice fiscale|Cod. Fisc.",
        nl="KvK|KvK-nummer",
        pt="C.R.C.",
    ),
    of(
        "discount",
        "amount",
        "discount discount_amount rebate rabatt total_discount",
        "discount|rebate|Rabatt|Nachlass|remise|descuento|sconto|korting",
        en="Discount|Less discount|Rebate|Discount amount",
        de="Rabatt|Nachlass|abzgl. Rabatt|Skonto",
        fr="Remise|Rabais",
        es="Descuento|Dto.",
        it="Sconto",
        nl="Korting",
        pt="Desconto",
    ),
    of(
        "shipping",
        "amount",
        "shipping shipping_cost freight delivery_cost postage shipping_amount versandkosten",
        "cost of shipping|freight|postage and packing|Versandkosten|Fracht|frais de port|gastos de envío|spese di "
        "spedizione|verzendkosten",
        en="Shipping|Freight|Delivery|Postage & Packing|Shipping & Handling|Carriage|S&H",
        de="Versandkosten|Fracht|Versand|Porto|Lieferkosten|Porto und Verpackung",
        fr="Frais de port|Port|Livraison|Transport",
        es="Portes|Gastos de envío|Transporte",
        it="Spese di trasporto|Trasporto|Spedizione",
        nl="Verzendkosten|Vrachtkosten",
        pt="Portes|Transporte",
    ),
    of(
        "paid",
        "amount",
        "amount_paid paid deposit prepaid payments_received anzahlung",
        "amount already paid|deposit|advance payment|Anzahlung|bereits bezahlt|acompte "
        "versé|anticipo|acconto|aanbetaling",
        en="Amount Paid|Paid|Deposit|Less payment received|Payments|Payment received|Paid to date",
        de="Anzahlung|Bereits bezahlt|Erhaltene Anzahlungen|abzgl. Anzahlung|Gezahlt",
        fr="Acompte|Acompte versé|Déjà réglé|Payé",
        es="Anticipo|Pagado",
        it="Acconto|Pagato",
        nl="Aanbetaling|Voldaan|Reeds betaald",
        pt="Pago|Adiantamento",
    ),
    of(
        "tax_rate",
        "text",
        "tax_rate vat_rate rate vat_percent tax_percentage gst_rate mwst_satz",
        "rate of the tax|VAT rate in percent|percentage of tax|Steuersatz|MwSt.-Satz|taux de TVA|tipo de IVA|aliquota|"
        "btw-tarief",
        en="VAT Rate|Tax Rate|Rate|VAT %|Tax %",
        de="Steuersatz|MwSt.-Satz|USt. Satz|Satz",
        fr="Taux|Taux TVA",
        es="Tipo|% IVA",
        it="Aliquota|% IVA",
        nl="BTW %|Tarief",
        pt="Taxa|% IVA",
    ),
    of(
        "service_period",
        "text",
        "service_period billing_period period period_of_service leistungszeitraum",
        "period that is invoiced|billing period|Leistungszeitraum|Abrechnungszeitraum|période de facturation|periodo",
        en="Billing Period|Service Period|Period|Invoice Period|For the period",
        de="Leistungszeitraum|Abrechnungszeitraum|Zeitraum|Liefer-/Leistungszeitraum",
        fr="Période|Période de facturation",
        es="Periodo|Período de facturación",
        it="Periodo|Periodo di riferimento",
        nl="Periode|Factuurperiode",
        pt="Período",
    ),
    of(
        "delivery_note_number",
        "id",
        "delivery_note_number delivery_note dispatch_number lieferschein packing_slip_no",
        "number of the delivery note|packing slip|Lieferscheinnummer|bon de livraison|albarán|bolla|pakbon|guia",
        en="Delivery Note|Delivery Note No|Packing Slip|Dispatch No.|D/O No",
        de="Lieferschein|Lieferschein-Nr.|Lieferscheinnummer|Lieferscheinnr.",
        fr="Bon de livraison|N° BL|BL n°",
        es="Albarán|Nº albarán",
        it="DDT n.|Bolla n.",
        nl="Pakbon|Pakbonnummer",
        pt="Guia nº",
    ),
    of(
        "order_date",
        "date",
        "order_date date_of_order purchase_date po_date ordered_on bestelldatum",
        "date of the order|when it was ordered|purchase date|Bestelldatum|Auftragsdatum|date de commande|fecha de "
        "pedido|"
        "data ordine|besteldatum",
        en="Order Date|Date of Order|Ordered|PO Date|Date Ordered",
        de="Bestelldatum|Auftragsdatum|Bestellung vom|Auftrag vom",
        fr="Date de commande|Commandé le",
        es="Fecha de pedido|Fecha pedido",
        it="Data ordine",
        nl="Besteldatum|Orderdatum",
        pt="Data da encomenda",
    ),
    of(
        "project",
        "text",
        "project project_name job reference subject matter your_reference",
        "project|job name|what the "
        "work was for|reference line|Projekt|Bauvorhaben|Betreff|objet|proyecto|progetto|project",
        en="Project|Job|Re|Subject|Your reference|Reference|For",
        de="Projekt|Bauvorhaben|Betreff|Ihr Zeichen|Objekt|Betrifft",
        fr="Objet|Projet|Chantier|Votre référence",
        es="Proyecto|Asunto|Obra",
        it="Progetto|Oggetto",
        nl="Project|Betreft|Uw referentie",
        pt="Projeto|Assunto",
    ),
    of(
        "bank_name",
        "text",
        "bank_name bank banque name_of_bank bankname",
        "name of the bank|Bank|Kreditinstitut|banque|banco|banca",
        en="Bank|Bank Name|Bankers",
        de="Bank|Bankname|Kreditinstitut|Bankverbindung",
        fr="Banque|Domiciliation",
        es="Banco|Entidad",
        it="Banca|Banca d'appoggio",
        nl="Bank",
        pt="Banco",
    ),
    of(
        "bank_account",
        "id",
        "account_number bank_account_number bank_account account_no kontonummer",
        "bank account number without IBAN|account to pay to|Kontonummer|numéro de compte",
        en="Account No|Account Number|A/C No.|Acc. No|Account #",
        de="Konto|Kto.-Nr.|Kontonummer|Konto-Nr.|Kto-Nr.",
        fr="Compte|N° de compte",
        es="Cuenta",
        it="Conto",
        nl="Rekening",
        pt="Conta",
    ),
    of(
        "sort_code",
        "id",
        "sort_code bank_code routing_number blz ifsc",
        "sort code|bank code|routing number|Bankleitzahl|IFSC",
        en="Sort Code|Routing No.|ABA|IFSC Code|BSB",
        de="BLZ|Bankleitzahl",
        fr="Code banque|Code guichet",
        es="Entidad",
        it="ABI/CAB",
        nl="Bankcode",
        pt="NIB",
    ),
    of(
        "line_items",
        "table",
        "line_items items positions invoice_lines products lines rows positionen articles",
        "lines of the invoice|items|goods and services|table of positions|what was sold|Positionen|Rechnungspositionen|"
        "Artikel|lignes de facture|líneas|righe|regels",
        en="Items",
        de="Positionen",
        fr="Lignes",
    ),
)
_COLUMNS = (
    of(
        "description",
        "text",
        "description item product name item_description article service designation product_name",
        "what the line is for|product or service|Bezeichnung|Beschreibung|Artikel|désignation|libellé|descripción|"
        "descrizione|omschrijving",
        en="Description|Item|Product|Service|Details|DESCRIPTION|Item Description|Particulars|Product / "
        "Service|Activity|"
        "Goods or services|Product Name|Description of goods",
        de="Bezeichnung|Beschreibung|Artikel|Leistung|Artikelbezeichnung|Produkt|Position|Artikelbeschreibung|Text|"
        "Gegenstand",
        fr="Désignation|Description|Libellé|Article|Prestation|Produit|DÉSIGNATION",
        es="Descripción|Concepto|Artículo|Detalle",
        it="Descrizione|Articolo|Prodotto|Descrizione merce",
        nl="Omschrijving|Artikel|Beschrijving|Product",
        pt="Descrição|Designação|Artigo",
    ),
    of(
        "quantity",
        "number",
        "quantity qty count units amount_of_units number_of_units menge hours",
        "how many|number of units|pieces|Menge|Anzahl|quantité|cantidad|quantità|aantal",
        en="Qty|Quantity|QTY|Units|Hours|Qty.|No.|Hrs/Qty|Shipped",
        de="Menge|Anzahl|Mge.|Stück|Anz.|Std.|Einheiten",
        fr="Qté|Quantité|Qte|QTÉ|Nombre",
        es="Cantidad|Cant.|Uds.|Unidades",
        it="Quantità|Q.tà|Qtà|Q.ta'",
        nl="Aantal|Aant.",
        pt="Quant.|Qtd.|Quantidade",
    ),
    of(
        "unit_price",
        "amount",
        "unit_price price price_per_unit rate unit_cost each price_each einzelpreis",
        "price of one unit|unit cost|rate|Einzelpreis|Preis pro Stück|prix unitaire|precio unitario|prezzo "
        "unitario|prijs "
        "per stuk",
        en="Unit Price|Price|Rate|Unit Cost|Price Each|UNIT PRICE|Each|U/Price|Unit|Price/Unit|Cost",
        de="Einzelpreis|E-Preis|Preis|EP|Stückpreis|Einzel|VK-Preis|Nettopreis|Preis/Einheit|Einzelpreis netto|Preis "
        "pro Einheit",
        fr="Prix unitaire|P.U. HT|PU HT|PU|Prix unit. HT|P.U.|Prix",
        es="Precio|Precio unitario|Precio unit.|P. Unit.",
        it="Prezzo|Prezzo unitario|Prezzo unit.|P. unitario",
        nl="Prijs|Stuksprijs|Eenheidsprijs|Tarief",
        pt="Preço|Preço unit.|Pr. Unitário",
    ),
    of(
        "amount",
        "amount",
        "amount line_total total line_amount price_total extended_price net_amount sum betrag",
        "amount of the line|line total|quantity times "
        "price|Gesamtpreis|Betrag|Zeilensumme|montant|importe|importo|bedrag",
        en="Amount|Total|Line Total|AMOUNT|Net Amount|Total Price|Extension|Ext. Price|Net|Sub Total|Value|Line total",
        de="Gesamtpreis|Betrag|Gesamt|G-Preis|Gesamtbetrag|Summe|GP|Zeilenbetrag|Nettobetrag|Entgelt|Positionsbetrag|Total|"
        "Gesamt netto",
        fr="Montant HT|Total HT|Montant|Total|Montant net HT|Total H.T.",
        es="Importe|Total|Importe neto",
        it="Importo|Totale|Importo netto",
        nl="Bedrag|Totaal|Regeltotaal",
        pt="Valor|Total|Total líquido",
    ),
    of(
        "unit",
        "text",
        "unit unit_of_measure uom measure einheit",
        "unit of measure|Einheit|unité|unidad|unità di misura|eenheid",
        en="Unit|UOM|U/M|Unit of measure",
        de="Einheit|ME|Einh.|Mengeneinheit",
        fr="Unité|U.",
        es="Ud.|Unidad",
        it="UM|U.M.",
        nl="Eenheid|Eenh.",
        pt="Un.|Unid.",
    ),
    of(
        "tax_rate",
        "text",
        "tax_rate vat vat_rate tax_percent vat_percent tax mwst",
        "rate of tax of the line|VAT percentage|Steuersatz|taux de TVA|tipo de IVA|aliquota IVA|btw-percentage",
        en="VAT|VAT %|Tax|Tax Rate|VAT Rate|GST %|Tax %",
        de="MwSt.|USt.|MwSt %|USt. %|Steuer|USt.-Satz|MwSt-Satz",
        fr="TVA|TVA %|Taux TVA|% TVA",
        es="IVA|% IVA|IVA %",
        it="IVA|% IVA|Aliq.",
        nl="BTW|BTW %|Btw%",
        pt="IVA|IVA %|Taxa",
    ),
    of(
        "article_number",
        "id",
        "article_number item_number sku product_code item_code part_number article_no material",
        "number of the article|product code|SKU|Artikelnummer|Materialnummer|référence article|código|codice articolo|"
        "artikelnummer",
        en="Item|SKU|Item #|Code|Part No.|Product Code|Item No.|Item Code|Article No|Stock Code|Ref",
        de="Art.-Nr.|Artikelnummer|Artikel-Nr.|Art.Nr.|ArtNr|Artikelnr.|Material|Best.-Nr.",
        fr="Réf.|Référence|Code|Réf|Code article",
        es="Código|Ref.|Referencia",
        it="Codice|Cod.|Cod. art.|Articolo",
        nl="Artikelnr.|Artikelnummer|Code",
        pt="Código|Ref.|Artigo",
    ),
    of(
        "position",
        "id",
        "position line_number pos line_no number row",
        "number of the line|Position|Positionsnummer|ligne|línea",
        en="#|Line|No.|Pos|Item|S.No|Sr. No.|Ln",
        de="Pos.|Pos|Nr.|#|Lfd. Nr.|Position",
        fr="N°|Pos.|#|Ligne",
        es="Nº|Pos.|#",
        it="N.|Riga|Pos.",
        nl="Nr.|Pos.|#",
        pt="Nº|#",
    ),
    of(
        "line_discount",
        "text",
        "discount line_discount discount_percent rabatt",
        "discount of the line|Rabatt|remise|descuento|sconto",
        en="Discount|Disc.|Disc %",
        de="Rabatt|Rabatt %|Rab.",
        fr="Remise|Rem. %",
        es="Dto.|% Dto.",
        it="Sconto|Sc. %",
        nl="Korting",
        pt="Desc.",
    ),
    of(
        "line_date",
        "date",
        "date service_date line_date delivery_date",
        "date of the line|Datum der Leistung|date de la ligne",
        en="Date|Service Date",
        de="Datum|Leistungsdatum|am",
        fr="Date",
        es="Fecha",
        it="Data",
        nl="Datum",
        pt="Data",
    ),
)
INVOICE: Mapping[str, Concept] = {concept.key: concept for concept in _INVOICE}
COLUMNS: Mapping[str, Concept] = {concept.key: concept for concept in _COLUMNS}
