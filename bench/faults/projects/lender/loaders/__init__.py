"""What the lender's systems deliver. The same moment gives the same rows; loans grow by two a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from duckdb import DuckDBPyConnection
from mesh.loaders.landing import land

BEGIN = datetime(2025, 11, 1)
PRODUCTS = {"CAR": 12_000, "HOME": 180_000, "CASH": 4_000, "SME": 60_000}
BRANCHES = ("North", "South", "Harbour", "Online")
BORROWERS = 260


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _loans(now: datetime) -> range:
    """Loans are opened every day."""
    return range(1, 240 + 2 * (now - datetime(2026, 11, 1)).days)


def _loan_no(loan: int) -> str:
    return f"LN-{loan:05}"


def _is_behind(loan: int) -> bool:
    return loan % 11 == 3


def _rate(loan: int) -> float:
    """What is due each month."""
    dice = Random(f"loan {loan}")
    product = dice.choice(tuple(PRODUCTS))
    return round(PRODUCTS[product] * dice.uniform(0.8, 1.2) / 60, 2)


def _dues(loan: int, now: datetime) -> list[datetime]:
    first = BEGIN + timedelta(days=loan % 300)
    return [due for month in range(14) if (due := first + timedelta(days=30 * month)) <= now + timedelta(days=60)]


def core(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Loans, borrowers and what is due, as the core banking system spells them."""
    loans, installments = [], []
    for loan in _loans(now):
        dice = Random(f"loan {loan}")
        product = dice.choice(tuple(PRODUCTS))
        rate = _rate(loan)
        status = "written_off" if loan % 41 == 0 else "closed" if loan % 19 == 0 else "open"
        currency = "PLN" if loan % 6 == 0 else "EUR"
        opened = (BEGIN + timedelta(days=loan % 300)).date()
        branch = BRANCHES[loan % 4]
        terms = (product, rate * 60, 3.5 + loan % 5, opened, status, branch, currency)
        loans.append((_loan_no(loan), 5000 + loan % BORROWERS, *terms, now))
        installments += [
            (_loan_no(loan), number, due.date(), rate, now) for number, due in enumerate(_dues(loan, now), 1)
        ]
    land(
        warehouse,
        'raw_core."Loans"',
        {'"LoanNo"': "varchar", '"BorrowerId"': "bigint", '"ProductCode"': "varchar", '"Principal"': "double"}
        | {'"RatePct"': "double", '"OpenedOn"': "date", '"Status"': "varchar", '"Branch"': "varchar"}
        | {'"Currency"': "varchar", '"LoadedAt"': "timestamp"},
        loans,
    )
    land(
        warehouse,
        'raw_core."Installments"',
        {'"LoanNo"': "varchar", '"DueNo"': "integer", '"DueOn"': "date", '"AmountDue"': "double"}
        | {'"LoadedAt"': "timestamp"},
        installments,
    )
    borrowers = [
        (
            5000 + number,
            f"Borrower {number}",
            (datetime(1960, 1, 1) + timedelta(days=number * 67)).date(),
            f"{10_000 + number * 7 % 900}",
            "business" if number % 4 == 0 else "retail",
        )
        for number in range(BORROWERS)
    ]
    land(
        warehouse,
        'raw_core."Borrowers"',
        {'"BorrowerId"': "bigint", '"FullName"': "varchar", '"BirthDate"': "date", '"PostCode"': "varchar"}
        | {'"Segment"': "varchar"},
        borrowers,
    )


def hub(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Receipts: most borrowers pay what is due on the day; every eleventh is behind."""
    receipts = []
    for loan in _loans(now):
        dice = Random(f"receipts {loan}")
        method = dice.choice(("debit", "debit", "transfer", "card"))
        for number, due in enumerate(_dues(loan, now)):
            if due >= _midnight(now) or (_is_behind(loan) and number > 3):
                continue
            amount = _rate(loan) * (4.25 if loan % 6 == 0 else 1)
            currency = "PLN" if loan % 6 == 0 else "EUR"
            paid = due + timedelta(hours=9, minutes=loan % 60)
            row = (f"R{loan:05}{number:02}", _loan_no(loan), paid, round(amount, 4), method, currency, "booked")
            receipts.append((*row, due + timedelta(days=1, hours=1)))
    land(
        warehouse,
        "raw_hub.receipts",
        {"receipt_id": "varchar", "loan_no": "varchar", "paid_at": "timestamp", "amount": "double"}
        | {"method": "varchar", "currency": "varchar", "status": "varchar", "received_at": "timestamp"},
        receipts,
    )


def scoring(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Ratings, some of them renewed."""
    ratings = []
    for number in range(BORROWERS):
        dice = Random(f"score {number}")
        ratings += [
            (
                f"s{number}-{turn}",
                5000 + number,
                now - timedelta(days=90 - 30 * turn),
                dice.randrange(480, 820),
                "v7",
            )
            for turn in range(1 + (number % 7 == 0))
        ]
    land(
        warehouse,
        "raw_scoring.ratings",
        {"rating_id": "varchar", "borrower_id": "bigint", "scored_at": "timestamp", "score": "integer"}
        | {"model_version": "varchar"},
        ratings,
    )


def collect(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Cases of loans in arrears."""
    cases = []
    for loan in _loans(now):
        if _is_behind(loan):
            dice = Random(f"case {loan}")
            opened = (_midnight(now) - timedelta(days=dice.randrange(5, 80))).date()
            closed = opened + timedelta(days=4) if loan % 3 == 0 else None
            stage = ("reminder", "notice", "legal")[loan // 11 % 3]
            cases.append((7000 + loan, _loan_no(loan), stage, opened, closed, f"agent{loan // 11 % 4}"))
    land(
        warehouse,
        "raw_collect.cases",
        {"case_id": "bigint", "loan_no": "varchar", "stage": "varchar", "opened_on": "date", "closed_on": "date"}
        | {"agent": "varchar"},
        cases,
    )


def treasury(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Rates to the euro, none at weekends."""
    days = [_midnight(now) - timedelta(days=ago) for ago in range(450, -1, -1)]
    rows = [(day.date(), "PLN", round(1 / 4.25, 8)) for day in days if day.weekday() < 5]
    rows += [(day.date(), "EUR", 1.0) for day in days if day.weekday() < 5]
    land(warehouse, "raw_treasury.fx_rates", {"day": "date", "currency": "varchar", "rate": "double"}, rows)


LOADERS = {
    "core_banking": core,
    "payments_hub": hub,
    "scoring": scoring,
    "collections": collect,
    "treasury": treasury,
}
