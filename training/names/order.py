"""What orders and contracts of advertising state."""

from __future__ import annotations

from collections.abc import Mapping

from training.names.concept import Concept, of

# Concepts of orders and contracts, of which those of advertising are the densest.
_ORDER = (
    of(
        "contract_number",
        "id",
        "contract_number contract_no contract_id order_number contract agreement_number contract_num io_number "
        "order_no",
        "number of the contract|contract id|order number|number that identifies the agreement|insertion order number|"
        "Vertragsnummer|Auftragsnummer|numéro de contrat|número de contrato|contratto n.",
        en="Contract #|Contract / Revision|Order / Rev|Order #|Contract|Contract No.|Contract Number|Order Number|IO #|"
        "Order|Contract ID|Agreement No|Order No.|Insertion Order #|CONTRACT NO|Contract/Rev|Order/Rev #",
        de="Vertragsnummer|Auftragsnummer|Vertrag Nr.|Auftrag Nr.",
        fr="N° de contrat|Contrat n°|Ordre n°",
    ),
    of(
        "advertiser",
        "text",
        "advertiser advertiser_name client brand_owner client_name customer campaign_client",
        "name of the advertiser|who advertises|client of the agency|the company whose product is advertised|Werbekunde|"
        "Werbetreibender|annonceur|anunciante",
        en="Advertiser|Advertiser Name|Client|ADVERTISER|Advertiser/Client|Client Name",
        de="Werbekunde|Kunde",
        fr="Annonceur",
    ),
    of(
        "agency",
        "text",
        "agency agency_name ad_agency buying_agency media_agency",
        "name of the agency|who buys for the advertiser|media buying agency|Agentur|agence|agencia",
        en="Agency|Agency Name|Ad Agency|AGENCY|Bill To|Billing Address|Buying Agency",
        de="Agentur",
        fr="Agence",
    ),
    of(
        "product",
        "text",
        "product product_name campaign product_description product_desc campaign_name",
        "what is "
        "advertised|product or campaign|description of the product|beworbenes Produkt|Kampagne|produit|campagne",
        en="Product|Product Desc|Campaign|Product Name|PRODUCT|Campaign Name|Product Description",
        de="Produkt|Kampagne",
        fr="Produit|Campagne",
    ),
    of(
        "gross_amount",
        "amount",
        "gross_amount gross_total total_gross gross order_total total_amount total contract_total gross_order_amount",
        "total gross amount|gross total of the contract|amount before agency commission|total cost of the "
        "order|Bruttosumme|"
        "montant brut|importe bruto",
        en="Gross Amount|Gross Total|Total Gross|Gross|Total $|Gross Order Total|Order Total|Total Cost|Total Amount|"
        "Contract Total|Total Order|Total Gross Amount",
        de="Bruttobetrag|Brutto",
        fr="Montant brut|Total brut",
    ),
    of(
        "net_amount",
        "amount",
        "net_amount net_total total_net net_due net net_amount_due",
        "net amount after "
        "commission|what "
        "the agency has to pay|net total|Nettobetrag nach Provision|montant net|importe neto",
        en="Net Amount|Net Total|Net Amount Due|Total Net|Net|Net Due|Net Order Total",
        de="Nettobetrag|Netto",
        fr="Montant net",
    ),
    of(
        "agency_commission",
        "amount",
        "agency_commission commission agency_comm commission_amount agency_discount",
        "commission of the agency|agency discount|amount kept by the agency|Agenturprovision|commission d'agence",
        en="Agency Commission|Agency Comm.|Commission|Less Agency Commission|Agy Comm|Agency Discount|Comm.",
        de="Agenturprovision|AE-Provision",
        fr="Commission d'agence",
    ),
    of(
        "flight_from",
        "date",
        "flight_from start_date flight_start contract_start begin_date flight_start_date from_date campaign_start",
        "first day of the flight|start of the campaign|when the contract begins|start date|Beginn der "
        "Laufzeit|Startdatum|"
        "date de début|fecha de inicio",
        en="Start Date|Flight Start|From|Start|Begin Date|First Air Date|Contract Start|Flight Start Date",
        de="Beginn|Laufzeit von|Startdatum",
        fr="Date de début|Début|Du",
    ),
    of(
        "flight_to",
        "date",
        "flight_to end_date flight_end contract_end flight_end_date to_date campaign_end",
        "last day of the flight|end of the campaign|when the contract ends|end date|Ende der Laufzeit|Enddatum|date "
        "de fin|"
        "fecha de fin",
        en="End Date|Flight End|To|End|Through|Last Air Date|Contract End|Flight End Date",
        de="Ende|Laufzeit bis|Enddatum",
        fr="Date de fin|Fin|Au",
    ),
    of(
        "estimate_number",
        "id",
        "estimate_number estimate estimate_no agency_estimate est_no",
        "number of the agency's estimate|estimate code|budget number",
        en="Estimate #|Estimate Number|Estimate|Est. #|Agency Estimate|Estimate No",
        fr="Devis n°",
        de="Budgetnummer",
    ),
    of(
        "order_date",
        "date",
        "order_date contract_date date original_date date_entered po_date",
        "date of the "
        "order|when the "
        "contract was entered|date of the agreement|Auftragsdatum|Bestelldatum|date de commande|fecha del pedido",
        en="Order Date|Original Date / Revision|Original Date|Contract Date|Date Entered|Date|Original Date / Rev|PO "
        "Date|"
        "Entered|Date of Order",
        de="Bestelldatum|Datum|Auftragsdatum",
        fr="Date de commande|Date",
        es="Fecha|Fecha de pedido",
        it="Data|Data ordine",
        nl="Datum|Besteldatum",
        pt="Data",
    ),
    of(
        "station",
        "text",
        "station property call_letters station_name channel outlet publication",
        "call letters of "
        "the "
        "station|property where it is aired|station|publication|Sender|station de diffusion|emisora",
        en="Station|Property|Station(s)|Outlet|Channel|Publication|Media Outlet",
        de="Sender",
        fr="Station",
    ),
    of(
        "account_executive",
        "text",
        "account_executive salesperson ae sales_rep primary_ae account_manager",
        "who sells for the station|sales person|account executive|Vertriebsbeauftragter|commercial",
        en="Account Executive|Primary AE|Salesperson|AE|Account Exec|Sales Rep|Seller Contact|Acct. Exec.",
        de="Ansprechpartner|Vertrieb",
        fr="Commercial",
    ),
    of(
        "sales_office",
        "text",
        "sales_office office sales_region",
        "sales office|office that sold it|Verkaufsbüro",
        en="Sales Office|Office|Sales Region",
        de="Verkaufsbüro",
        fr="Bureau",
    ),
    of(
        "media_buyer",
        "text",
        "buyer media_buyer buyer_name buying_contact agency_buyer",
        "person who buys for the agency|media buyer|buyer's name|Einkäufer|acheteur",
        en="Buyer|Buying Contact|Buyer Name|Media Buyer|Purchaser|Ordered by",
        de="Einkäufer|Besteller",
        fr="Acheteur",
        es="Comprador",
        it="Acquirente",
        nl="Inkoper",
    ),
    of(
        "seller",
        "text",
        "seller seller_name media_company station_owner vendor contractor",
        "company that sells the time or the goods|owner of the station|media company|Verkäufer|vendeur",
        en="Contract Agreement Between|Seller|Remit Address|Remit To|Media Company|Between|Vendor|Supplier",
        de="Verkäufer|Lieferant|Auftragnehmer",
        fr="Vendeur|Fournisseur",
        es="Proveedor",
        it="Fornitore",
        nl="Leverancier",
        pt="Fornecedor",
    ),
    of(
        "invoice_number",
        "id",
        "invoice_number invoice_no invoice_id bill_number",
        "number of the invoice|invoice id|Rechnungsnummer",
        en="Invoice #|Invoice Number|Invoice|Invoice No.",
        de="Rechnungsnummer",
        fr="Facture n°",
    ),
    of(
        "invoice_date",
        "date",
        "invoice_date date bill_date date_of_invoice",
        "date of the invoice|when it was billed|Rechnungsdatum",
        en="Invoice Date|Inv Date|Date",
        de="Rechnungsdatum",
        fr="Date de facture",
    ),
    of(
        "print_date",
        "date",
        "print_date printed_on date_printed",
        "when the page was printed|print date|Druckdatum",
        en="Print Date|Printed|Printed At|Run Date|Gen. Date",
        de="Druckdatum",
        fr="Imprimé le",
    ),
    of(
        "alt_order_number",
        "id",
        "alt_order_number alternate_order external_order agency_order_number",
        "the other order number|agency's own order number|alternate order",
        en="Alt Order #|Agency Order #|External #|Alt. Order|Traffic #|Deal #",
        de="Fremdauftrag",
        fr="Réf. agence",
    ),
    of(
        "total_spots",
        "number",
        "total_spots spots number_of_spots spot_count",
        "how many spots|number of spots in total",
        en="Total Spots|# of Spots|Spots|# Spots",
        de="Anzahl Spots",
        fr="Nombre de spots",
    ),
    of(
        "demographic",
        "text",
        "demographic demo target_group primary_demo",
        "target group|audience|Zielgruppe",
        en="Demographic|Primary Demo|Demo|Target",
        de="Zielgruppe",
        fr="Cible",
    ),
    of(
        "billing_calendar",
        "text",
        "billing_calendar calendar",
        "calendar the billing follows",
        en="Billing Calendar|Calendar Type",
    ),
    of(
        "billing_cycle",
        "text",
        "billing_cycle billing bill_cycle",
        "how often it is billed",
        en="Billing Cycle|Billing Period",
    ),
    of(
        "po_number",
        "id",
        "po_number purchase_order_number purchase_order order_number po po_no bestellnummer",
        "number of the purchase order|PO number|order id|Bestellnummer|numéro de commande|número de pedido|numero "
        "ordine|"
        "bestelnummer",
        en="PO Number|P.O. Number|Purchase Order No|PO #|P.O. No.|Order No|Purchase Order|PO No.|ORDER #|Order Number",
        de="Bestellnummer|Bestell-Nr.|Bestellung Nr.|Auftragsnummer|Auftrag Nr.",
        fr="Bon de commande n°|N° commande|Commande n°",
        es="Pedido nº|Nº de pedido",
        it="Ordine n.|N. ordine",
        nl="Bestelnummer|Ordernr.",
        pt="Encomenda nº",
    ),
    of(
        "ship_to",
        "text",
        "ship_to delivery_address ship_to_name deliver_to recipient",
        "who receives the goods|name at the delivery address|Lieferadresse|adresse de livraison",
        en="Ship To|Deliver To|Delivery Address|Ship-to",
        de="Lieferadresse|Lieferanschrift|Versand an",
        fr="Adresse de livraison|Livrer à",
        es="Enviar a|Entregar en",
        it="Destinazione|Consegnare a",
        nl="Afleveradres",
        pt="Local de entrega",
    ),
    of(
        "delivery_date",
        "date",
        "delivery_date required_by ship_date need_by_date requested_date liefertermin",
        "when the goods must be delivered|requested date|Liefertermin|date de livraison|fecha de entrega",
        en="Delivery Date|Required By|Ship Date|Need By|Requested Delivery|Due Date|Deliver by",
        de="Liefertermin|Lieferdatum|Lieferung bis",
        fr="Date de livraison|Livraison souhaitée",
        es="Fecha de entrega",
        it="Data consegna",
        nl="Leverdatum",
        pt="Data de entrega",
    ),
    of(
        "shipping_method",
        "text",
        "shipping_method ship_via incoterms delivery_terms",
        "how it is shipped|carrier|delivery terms|Versandart|Lieferbedingung|mode de livraison",
        en="Ship Via|Shipping Method|Incoterms|FOB|Delivery Terms",
        de="Versandart|Lieferbedingung|Lieferart",
        fr="Mode de livraison|Incoterm",
        es="Forma de envío",
        it="Spedizione|Porto",
        nl="Verzendwijze",
        pt="Expedição",
    ),
)
ORDER: Mapping[str, Concept] = {concept.key: concept for concept in _ORDER}
