"""Forms and anything else: the few things that most papers carry. Where more is wanted, people define a type."""

from model.backend import Field
from pipeline.doctypes import Doctype

DOCTYPE = Doctype(
    name="form",
    title="Form",
    description="Form, letter, application, questionnaire, contract, Formular, Antrag, formulaire, formulario, modulo",
    fields=(
        Field("title", "text", "Title, heading, subject, Betreff, Titel, objet, asunto"),
        Field("date", "date", "Date, Datum, fecha, data"),
        Field("name", "text", "Name, full name, applicant, Name und Vorname, nom, nombre, nome"),
        Field("address", "text", "Address, street and town, Anschrift, Adresse, adresse, dirección, indirizzo"),
        Field("phone", "id", "Phone, tel, telephone, Telefon, téléphone, teléfono"),
        Field("email", "text", "E-mail, email address, courriel, correo"),
        Field("reference", "id", "Reference, ref no, file number, case number, Aktenzeichen, référence, referencia"),
        Field("amount", "amount", "Amount, sum, value, Betrag, montant, importe, importo"),
    ),
)
