"""Invoices and credit notes."""

from model.backend import Field
from pipeline.doctypes import Doctype

DOCTYPE = Doctype(
    name="invoice",
    title="Invoice",
    description="Invoice, tax invoice, bill, credit note, Rechnung, facture, factura, fattura, factuur, fatura",
    required=("vendor_name", "invoice_number", "total"),
    fields=(
        Field("vendor_name", "text", "Vendor, seller, supplier, from, Verkäufer, Lieferant, vendeur, fournisseur"),
        Field("buyer_name", "text", "Buyer, customer, bill to, invoice to, Käufer, Kunde, Rechnungsempfänger, client"),
        Field("vendor_tax_id", "id", "VAT number, tax id, GST no, USt-IdNr, Steuernummer, n° TVA, NIF, P.IVA"),
        Field("invoice_number", "id", "Invoice number, invoice no, Rechnungsnummer, numéro de facture, n. factura"),
        Field("invoice_date", "date", "Invoice date, date of issue, Rechnungsdatum, date de facture, fecha, data"),
        Field("due_date", "date", "Due date, payment due, pay by, fällig am, zahlbar bis, échéance, vencimiento"),
        Field("currency", "currency", "Currency, Währung, devise, moneda, valuta, currency sign beside the amounts"),
        Field("subtotal", "amount", "Subtotal, net amount, amount before tax, Nettobetrag, total HT, base imponible"),
        Field("tax", "amount", "Tax amount, VAT, GST, MwSt, USt, Umsatzsteuer, TVA, IVA, BTW"),
        Field("total", "amount", "Total, amount due, gross amount, Gesamtbetrag, Bruttobetrag, total TTC, a pagar"),
        Field("iban", "id", "IBAN, bank account, Bankverbindung, Kontonummer, compte bancaire"),
        Field(
            "line_items",
            "table",
            "Lines of the invoice, items, positions, Positionen, lignes, líneas",
            columns=(
                Field("description", "text", "Description, item, product, service, Bezeichnung, désignation, concepto"),
                Field("quantity", "number", "Quantity, qty, hours, Menge, Anzahl, quantité, cantidad"),
                Field("unit_price", "amount", "Unit price, rate, Einzelpreis, prix unitaire, precio unitario"),
                Field("amount", "amount", "Amount, line total, net, Betrag, Gesamtpreis, montant, importe"),
            ),
        ),
    ),
)
