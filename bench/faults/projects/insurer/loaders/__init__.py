"""What six teams of an insurer deliver: the same moment gives the same rows, and what was delivered stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from duckdb import DuckDBPyConnection
from mesh.loaders.landing import land

ORIGIN, CUTOVER = datetime(2025, 10, 1), datetime(2026, 6, 1)
CUSTOMERS, BROKERS, POLICIES_A_DAY = 150, 24, 2
#: Of each product: the least and the most that a year costs, and the perils that it covers.
PRODUCTS = {
    "MOT": (400, 1_200, ("COL", "THF", "GLS")),
    "HOM": (150, 600, ("FIR", "WAT", "STO")),
    "LIA": (300, 2_500, ("BOD", "PRP")),
    "TRV": (60, 200, ("CAN", "MED")),
}
CAUSES = {"COL": "10", "THF": "12", "GLS": "15", "FIR": "20", "WAT": "22", "STO": "24"}
CAUSES |= {"BOD": "30", "PRP": "31", "CAN": "40", "MED": "41"}
MOVEMENTS = {"reserve": "R1", "payment": "P1", "recovery": "P9"}
LAYERS = ((0, 499.99, 0.0, "retained"), (500, 1_999.99, 0.5, "Alp Re"))
LAYERS += ((2_000, 9_999.99, 0.75, "Nord Re"), (10_000, 1_000_000, 0.9, "Nord Re"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A stretch of a policy, as it is known now and as it was known before a correction."""

    policy: str
    number: int
    customer: int
    broker: str
    product: str
    premium: float
    known_before: float | None
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A loss with its money: kind, amount and day of each movement."""

    number: int
    policy: str
    peril: str
    lost: datetime
    reported: datetime
    moves: tuple[tuple[str, float, datetime], ...]


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _versions(now: datetime) -> Iterator[Version]:
    """Every version of every policy that has begun."""
    for number in range((_midnight(now) - ORIGIN).days * POLICIES_A_DAY):
        dice = Random(f"policy {number}")
        begins = ORIGIN + timedelta(days=number // POLICIES_A_DAY)
        product = dice.choice(("MOT", "MOT", "HOM", "HOM", "LIA", "TRV"))
        least, most, _ = PRODUCTS[product]
        premium = float(dice.randrange(least, most))
        customer, broker = dice.randrange(CUSTOMERS) + 1, f"B{dice.randrange(BROKERS) + 1:03}"
        corrected = dice.random() < 0.1 and begins + timedelta(days=5) < now
        first = Version(
            policy=f"P{number:05}",
            number=1,
            customer=customer,
            broker=broker,
            product=product,
            premium=premium + 10 * corrected,
            known_before=premium if corrected else None,
            begins=begins,
            ends=begins + timedelta(days=365),
        )
        yield first
        changes = begins + timedelta(days=60 + dice.randrange(120))
        if dice.random() < 0.35 and changes < _midnight(now):
            yield Version(
                policy=first.policy,
                number=2,
                customer=customer,
                broker=broker,
                product=product,
                premium=round(first.premium * (0.8 + dice.random() / 2), 2),
                known_before=None,
                begins=changes,
                ends=first.ends,
            )


def _written(now: datetime) -> Iterator[tuple[Version, float]]:
    """What each version adds to the premium of its year."""
    before: Version | None = None
    for one in _versions(now):
        if one.number == 1 or before is None:
            yield one, one.premium
        else:
            yield one, round((one.premium - before.premium) * (one.ends - one.begins).days / 365, 2)
        before = one


def _claims(now: datetime) -> Iterator[Claim]:
    """A claim for each day, with the movements that have been booked by now."""
    for number in range((_midnight(now) - ORIGIN).days - 45):
        dice = Random(f"claim {number}")
        lost = ORIGIN + timedelta(days=45 + number, hours=dice.randrange(24))
        policy = dice.randrange(max(0, (number - 300) * POLICIES_A_DAY), (number + 40) * POLICIES_A_DAY)
        product = Random(f"policy {policy}").choice(("MOT", "MOT", "HOM", "HOM", "LIA", "TRV"))
        reported = lost + timedelta(days=1 + dice.randrange(5))
        gross = float(dice.randrange(4_000, 20_000) if dice.random() < 0.03 else dice.randrange(100, 900))
        parts = dice.choice((1, 2, 3))
        moves = [("reserve", gross, reported)]
        for part in range(parts):
            paid = round(gross / parts, 2) if part < parts - 1 else gross - round(gross / parts, 2) * (parts - 1)
            at = reported + timedelta(days=(8, 30, 60)[part])
            moves += [("payment", round(paid, 2), at), ("reserve", -round(paid, 2), at)]
        if dice.random() < 0.15:
            moves.append(("recovery", -round(gross / 5, 2), reported + timedelta(days=70)))
        if reported < now:
            yield Claim(
                number=number,
                policy=f"P{policy:05}",
                peril=dice.choice(PRODUCTS[product][2]),
                lost=lost,
                reported=reported,
                moves=tuple(moves),
            )


def policy_admin(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Versions of policies on two time axes, and what each version covers."""
    rows, coverages = [], []
    for one in _versions(now):
        recorded = one.begins + timedelta(hours=6)
        corrected = recorded + timedelta(days=5)
        head = (one.policy, one.number, one.customer, one.broker, one.product)
        span = (one.begins, one.ends, "A")
        if one.known_before is not None:
            rows.append((*head, one.known_before, *span, recorded, corrected, False))
            recorded = corrected
        rows.append((*head, one.premium, *span, recorded, None, False))
        dice = Random(f"covers {one.policy} {one.number}")
        if dice.random() < 0.03:  # entered by mistake, and taken back
            rows.append((*head[:1], 9, *head[2:], one.premium, *span, recorded, None, True))
        perils = PRODUCTS[one.product][2]
        for peril in perils[: 1 + dice.randrange(len(perils))]:
            insured = float(1_000 * dice.randrange(5, 300))
            key = f"{one.policy}-{one.number}-{peril}"
            coverages.append((key, one.policy, one.number, peril, insured, float(dice.choice((0, 150, 500)))))
    columns = {"policy_no": "varchar", "version_no": "bigint", "customer_id": "bigint", "broker_id": "varchar"}
    columns |= {"product_code": "varchar", "annual_premium": "decimal(12,2)", "valid_from": "timestamp"}
    columns |= {"term_ends_on": "timestamp", "status_code": "varchar", "recorded_at": "timestamp"}
    columns |= {"superseded_at": "timestamp", "_fivetran_deleted": "boolean"}
    land(warehouse, "raw_pas.policy_versions", columns, rows)
    columns = {"coverage_id": "varchar", "policy_no": "varchar", "version_no": "bigint", "peril": "varchar"}
    columns |= {"sum_insured": "decimal(14,2)", "deductible": "decimal(10,2)"}
    land(warehouse, "raw_pas.coverages", columns, coverages)


def claims(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """The claims system of today: what was reported since the cutover, and what was still open then."""
    rows, transactions = [], []
    for one in _claims(now):
        if one.reported < CUTOVER and one.moves[-1][2] < CUTOVER:
            continue
        claim = f"C{one.number:08}"
        booked = [move for move in one.moves if move[2] < now]
        state = "CLOSED" if len(booked) == len(one.moves) else "PARTLY_PAID" if len(booked) > 1 else "OPEN"
        handler = f"handler{one.number % 9}" if one.number % 12 else None
        rows.append((claim, one.policy, one.peril, one.lost, one.reported, state, handler, False))
        transactions += [
            (f"T{one.number:06}{place:02}", claim, kind, amount, at)
            for place, (kind, amount, at) in enumerate(booked)
            if at >= CUTOVER
        ]
    columns = {"claim_no": "varchar", "policy_no": "varchar", "peril": "varchar", "loss_at": "timestamp"}
    columns |= {
        "reported_at": "timestamp",
        "state": "varchar",
        "handler": "varchar",
        "_fivetran_deleted": "boolean",
    }
    land(warehouse, "raw_clm.claims", columns, rows)
    columns = {"txn_id": "varchar", "claim_no": "varchar", "kind": "varchar", "amount": "decimal(12,2)"}
    land(warehouse, "raw_clm.transactions", columns | {"booked_at": "timestamp"}, transactions)


def mainframe(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """The claims system of old, in codes, digits and cents; nothing is added to it since the cutover."""
    rows, movements = [], []
    for one in _claims(now):
        if one.reported >= CUTOVER:
            continue
        booked = [move for move in one.moves if move[2] < min(now, CUTOVER)]
        stat = "9" if len(booked) == len(one.moves) else "2" if len(booked) > 1 else "1"
        claim, policy = f"{one.number:08}", f"{int(one.policy[1:]):>8}"
        rows.append((claim, policy, CAUSES[one.peril], f"{one.lost:%Y%m%d}", f"{one.reported:%Y%m%d}", stat))
        movements += [
            (one.number * 100 + place, claim, MOVEMENTS[kind], round(amount * 100), f"{at:%Y%m%d}")
            for place, (kind, amount, at) in enumerate(booked)
        ]
    columns = dict.fromkeys(("CLAIMNO", "POLNO", "CAUSE_CD", "LOSS_DT", "REP_DT", "STAT"), "varchar")
    land(warehouse, "raw_mf.clmmast", columns, rows)
    columns = {"MOVNO": "bigint", "CLAIMNO": "varchar", "MOV_CD": "varchar", "AMT": "bigint", "BOOK_DT": "varchar"}
    land(warehouse, "raw_mf.clmmovt", columns, movements)


def distribution(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """The portal's brokers, who rise and fall in tier, and the customers they brought."""
    days = (_midnight(now) - ORIGIN).days
    brokers = [
        (
            f"B{number:03}",
            f"Broker {number} Ltd",
            ("north", "south", "east")[number % 3],
            ("bronze", "silver", "gold")[(days + number * 5) // 60 % 3],
            f"CH{number:019}",
        )
        for number in range(1, BROKERS + 1)
    ]
    columns = dict.fromkeys(("broker_id", "broker_name", "region", "tier", "iban"), "varchar")
    land(warehouse, "raw_portal.brokers", columns, brokers)
    customers = [
        (number, f"Person {number}", "B" if number % 6 == 0 else "P", f"{1000 + number * 7 % 9000}")
        for number in range(1, CUSTOMERS + 1)
    ]
    columns = {"customer_id": "bigint", "full_name": "varchar", "segment": "varchar", "postcode": "varchar"}
    land(warehouse, "raw_portal.customers", columns, customers)


def reinsurance(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """The treaty as the vendor's file has it: the layers of each year."""
    rows = [
        (year, number, float(attaches), float(exhausts), share, reinsurer)
        for year in range(2025, now.year + 2)
        for number, (attaches, exhausts, share, reinsurer) in enumerate(LAYERS)
    ]
    columns = {"treaty_year": "bigint", "layer_no": "bigint", "attaches_at": "double", "exhausts_at": "double"}
    land(warehouse, "raw_treaty.layers", columns | {"ceded_share": "double", "reinsurer": "varchar"}, rows)


def accounting(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """The general ledger: two postings for every document, which add up to nothing."""
    documents: list[tuple[str, float, str, str, datetime, str]] = []
    for version, amount in _written(now):
        name = f"{version.policy}-{version.number}"
        corrected = version.known_before is not None
        documents.append((f"W-{name}", amount - 10 * corrected, "1400", "8000", version.begins, version.policy))
        if corrected:
            documents.append((f"K-{name}", 10.0, "1400", "8000", version.begins, version.policy))
    for claim in _claims(now):
        for place, (kind, amount, at) in enumerate(claim.moves):
            if kind != "reserve" and at < now:
                name = f"D-{claim.number:06}{place:02}"
                documents.append((name, amount, "4000", "1200", at, f"C{claim.number:08}"))
    postings = [
        (f"{document}/{side}", document, account, signed, at, reference)
        for document, amount, debit, credit, at, reference in documents
        for side, account, signed in ((1, debit, amount), (2, credit, -amount))
    ]
    columns = {"posting_id": "varchar", "document_no": "varchar", "account_no": "varchar"}
    columns |= {"amount": "decimal(14,2)", "posted_on": "timestamp", "reference": "varchar"}
    land(warehouse, "raw_gl.postings", columns, postings)
    accounts = [
        ("1200", "Bank", "asset"),
        ("1400", "Receivables", "asset"),
        ("4000", "Claims paid", "expense"),
        ("8000", "Premium", "income"),
    ]
    columns = dict.fromkeys(("account_no", "account_name", "kind"), "varchar")
    land(warehouse, "raw_gl.accounts", columns, accounts)


LOADERS = {
    "policy-admin": policy_admin,
    "claims": claims,
    "mainframe": mainframe,
    "distribution": distribution,
    "reinsurance": reinsurance,
    "accounting": accounting,
}
