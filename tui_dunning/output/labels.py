"""The fixed words of a letter in each language that has shipped texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around a letter's text: block of facts, table, totals, payment, pages."""

    attention: str
    date: str
    customer_number: str
    letter_number: str
    reference: str
    document: str
    kind: str
    item_date: str
    due_date: str
    days_late: str
    currency: str
    balance: str
    invoice: str
    credit: str
    debit: str
    payment: str
    customer: str
    continued: str
    subtotal: str
    not_due_heading: str
    past_due: str
    not_due: str
    fee: str
    finance_charge: str
    total_due: str
    rates: str
    pay_to: str
    amount: str
    pay_by: str
    product: str
    description: str
    price: str
    valid_from: str
    valid_until: str
    page: str
    letter: str
    join: str
    scan: str
    legacy: str
    late_charge_notice: str

    def listed(self, texts: Sequence[str]) -> str:
        """Return "a", "a and b", "a, b and c"."""
        if len(texts) < 2:
            return "".join(texts)
        return f"{', '.join(texts[:-1])} {self.join} {texts[-1]}"

    def page_of(self, page: int, pages: int) -> str:
        """Return "Page 2 of 3"."""
        return self.page.format(page=page, pages=pages)


_ENGLISH: Final = Labels(
    attention="Attn.",
    date="Date",
    customer_number="Customer no.",
    letter_number="Letter no.",
    reference="Reference",
    document="Document",
    kind="Type",
    item_date="Date",
    due_date="Due date",
    days_late="Days late",
    currency="Cur",
    balance="Balance",
    invoice="Invoice",
    credit="Credit",
    debit="Debit",
    payment="Payment",
    customer="Customer",
    continued="continued",
    subtotal="Subtotal",
    not_due_heading="Not yet due",
    past_due="Past due",
    not_due="Not yet due, for information",
    fee="Reminder fee",
    finance_charge="Interest",
    total_due="Total due",
    rates="Exchange rates",
    pay_to="Please pay to",
    amount="Amount",
    pay_by="Pay by",
    product="Product",
    description="Description",
    price="Price",
    valid_from="Valid from",
    valid_until="Valid until",
    page="Page {page} of {pages}",
    letter="Letter",
    join="and",
    scan="Scan to pay",
    legacy="Legacy form: banks have not processed it since 1 June 2023. Please pay by transfer.",
    late_charge_notice="Late-charge notice",
)
_DUTCH: Final = Labels(
    attention="T.a.v.",
    date="Datum",
    customer_number="Klantnummer",
    letter_number="Briefnummer",
    reference="Kenmerk",
    document="Document",
    kind="Soort",
    item_date="Datum",
    due_date="Vervaldatum",
    days_late="Dagen te laat",
    currency="Val",
    balance="Openstaand",
    invoice="Factuur",
    credit="Credit",
    debit="Debet",
    payment="Betaling",
    customer="Klant",
    continued="vervolg",
    subtotal="Subtotaal",
    not_due_heading="Nog niet vervallen",
    past_due="Vervallen",
    not_due="Nog niet vervallen, ter informatie",
    fee="Herinneringskosten",
    finance_charge="Rente",
    total_due="Te betalen",
    rates="Wisselkoersen",
    pay_to="Betalen aan",
    amount="Bedrag",
    pay_by="Uiterlijk op",
    product="Product",
    description="Omschrijving",
    price="Prijs",
    valid_from="Geldig vanaf",
    valid_until="Geldig tot en met",
    page="Pagina {page} van {pages}",
    letter="Brief",
    join="en",
    scan="Scan om te betalen",
    legacy="Oud formulier: sinds 1 juni 2023 verwerken banken het niet meer. Maak het bedrag over.",
    late_charge_notice="Nota wegens te late betaling",
)
_GERMAN: Final = Labels(
    attention="z. Hd.",
    date="Datum",
    customer_number="Kundennummer",
    letter_number="Schreiben Nr.",
    reference="Referenz",
    document="Beleg",
    kind="Art",
    item_date="Datum",
    due_date="Fällig am",
    days_late="Tage in Verzug",
    currency="Whg",
    balance="Offen",
    invoice="Rechnung",
    credit="Gutschrift",
    debit="Belastung",
    payment="Zahlung",
    customer="Kunde",
    continued="Fortsetzung",
    subtotal="Zwischensumme",
    not_due_heading="Noch nicht fällig",
    past_due="Überfällig",
    not_due="Noch nicht fällig, zur Information",
    fee="Mahngebühr",
    finance_charge="Verzugszinsen",
    total_due="Zu zahlen",
    rates="Wechselkurse",
    pay_to="Bitte zahlen an",
    amount="Betrag",
    pay_by="Zahlbar bis",
    product="Artikel",
    description="Bezeichnung",
    price="Preis",
    valid_from="Gültig ab",
    valid_until="Gültig bis",
    page="Seite {page} von {pages}",
    letter="Schreiben",
    join="und",
    scan="Zum Bezahlen scannen",
    legacy="Altes Formular: seit 1. Juni 2023 von Banken nicht mehr bearbeitet. Bitte überweisen.",
    late_charge_notice="Mitteilung über Verzugskosten",
)
_FRENCH: Final = Labels(
    attention="À l’attention de",
    date="Date",
    customer_number="Nº client",
    letter_number="Nº de lettre",
    reference="Référence",
    document="Document",
    kind="Type",
    item_date="Date",
    due_date="Échéance",
    days_late="Jours de retard",
    currency="Dev",
    balance="Solde",
    invoice="Facture",
    credit="Avoir",
    debit="Débit",
    payment="Paiement",
    customer="Client",
    continued="suite",
    subtotal="Sous-total",
    not_due_heading="Non encore échu",
    past_due="Échu",
    not_due="Non encore échu, pour information",
    fee="Frais de relance",
    finance_charge="Intérêts de retard",
    total_due="Total à payer",
    rates="Taux de change",
    pay_to="À régler à",
    amount="Montant",
    pay_by="Au plus tard le",
    product="Article",
    description="Désignation",
    price="Prix",
    valid_from="Valable du",
    valid_until="Valable jusqu’au",
    page="Page {page} sur {pages}",
    letter="Lettre",
    join="et",
    scan="Scanner pour payer",
    legacy="Ancien formulaire, hors service depuis le 1er juin 2023. Réglez par virement.",
    late_charge_notice="Avis de frais de retard",
)
_SPANISH: Final = Labels(
    attention="A la atención de",
    date="Fecha",
    customer_number="N.º de cliente",
    letter_number="N.º de carta",
    reference="Referencia",
    document="Documento",
    kind="Tipo",
    item_date="Fecha",
    due_date="Vencimiento",
    days_late="Días de retraso",
    currency="Mon",
    balance="Saldo",
    invoice="Factura",
    credit="Abono",
    debit="Cargo",
    payment="Pago",
    customer="Cliente",
    continued="continuación",
    subtotal="Subtotal",
    not_due_heading="Aún no vencido",
    past_due="Vencido",
    not_due="Aún no vencido, a título informativo",
    fee="Gastos de reclamación",
    finance_charge="Intereses de demora",
    total_due="Total a pagar",
    rates="Tipos de cambio",
    pay_to="Páguese a",
    amount="Importe",
    pay_by="A más tardar el",
    product="Producto",
    description="Descripción",
    price="Precio",
    valid_from="Válido desde",
    valid_until="Válido hasta",
    page="Página {page} de {pages}",
    letter="Carta",
    join="y",
    scan="Escanee para pagar",
    legacy="Formulario antiguo, sin curso desde el 1 de junio de 2023. Pague por transferencia.",
    late_charge_notice="Aviso de cargo por mora",
)
_BY_LANGUAGE: Final = {
    "en": _ENGLISH,
    "nl": _DUTCH,
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
}


def labels(language: str) -> Labels:
    """Return the words of a language tag (de, de-AT, de_AT); English where there are none."""
    return _BY_LANGUAGE.get(language.replace("_", "-").split("-")[0].lower(), _ENGLISH)
