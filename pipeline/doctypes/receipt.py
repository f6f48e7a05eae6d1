"""Receipts: shops, restaurants, fuel, parking."""

from model.backend import Field
from pipeline.doctypes import Doctype

DOCTYPE = Doctype(
    name="receipt",
    title="Receipt",
    description="Receipt, till slip, Kassenbon, Quittung, ticket de caisse, scontrino, ticket de compra, kassabon",
    required=("vendor_name", "date", "total"),
    fields=(
        Field("vendor_name", "text", "Vendor, shop, store, company, merchant, Händler, magasin, tienda, negozio"),
        Field("address", "text", "Address of the vendor, street and town, Anschrift, adresse, dirección, indirizzo"),
        Field("phone", "id", "Phone, tel, telephone, Telefon, téléphone, teléfono"),
        Field("date", "date", "Date of purchase, Datum, date, fecha, data"),
        Field("subtotal", "amount", "Subtotal, sub total, amount before tax, Zwischensumme, netto, sous-total, HT"),
        Field("tax", "amount", "Tax, GST, VAT, sales tax, SST, MwSt, USt, TVA, IVA, BTW"),
        Field("tips", "amount", "Tip, tips, gratuity, service charge, Trinkgeld, pourboire, propina"),
        Field("total", "amount", "Total, grand total, total due, amount due, Summe, Gesamtbetrag, à payer, totale"),
        Field("currency", "currency", "Currency, Währung, devise, moneda, valuta, currency sign beside the amounts"),
        Field(
            "line_items",
            "table",
            "Items bought, Artikel, articles, artículos",
            columns=(
                Field("description", "text", "Item, description, product, Artikel, Bezeichnung, désignation"),
                Field("quantity", "number", "Quantity, qty, Menge, Anzahl, quantité, cantidad"),
                Field("unit_price", "amount", "Unit price, price each, Einzelpreis, prix unitaire, precio"),
                Field("amount", "amount", "Amount, line total, price, Betrag, Gesamt, montant, importe"),
            ),
        ),
    ),
)
