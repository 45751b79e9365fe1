"""The hospital's producers: each lands its own raw schema. The same moment gives the same rows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from duckdb import DuckDBPyConnection
from mesh.loaders.landing import land

WARDS = ("MED1", "MED2", "SUR1", "ICU", "PED", "ER")
TESTS = ("HB", "NA", "K", "CRP", "GLU")
DRUGS = ("D100", "D200", "D300", "D400", "D500", "D600")
PATIENTS, DAYS, STAFF = 240, 60, 36


def _days(now: datetime) -> list[date]:
    return [now.date() - timedelta(days=days) for days in range(DAYS, 0, -1)]


def _encounters(now: datetime) -> list[tuple[int, int, str, datetime, datetime | None, str, int]]:
    rows = []
    for day in _days(now):
        dice = Random(f"encounters {day}")
        for number in range(dice.randrange(6, 10)):
            kind = dice.choice(("I", "I", "O", "E"))
            admitted = datetime.combine(day, time(dice.randrange(6, 22), dice.randrange(60)))
            stay = dice.randrange(1, 9) * 24 if kind == "I" else dice.randrange(1, 6)
            discharged = admitted + timedelta(hours=stay)
            ward = "ER" if kind == "E" else dice.choice(WARDS[:5])
            patient, doctor = dice.randrange(PATIENTS) + 1, dice.randrange(STAFF) + 1
            left = discharged if discharged < now else None
            rows.append((day.toordinal() * 100 + number, patient, ward, admitted, left, kind, doctor))
    return rows


def adt(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Admission, discharge, transfer: the hospital information system shouts its column names."""
    loaded = now - timedelta(hours=1)
    dice = Random("patients")
    patients = [
        (
            number,
            f"mrn{number:06}",
            dice.choice("MF"),
            date(1930 + dice.randrange(90), dice.randrange(12) + 1, 1),
            f"{dice.randrange(10, 99)}{dice.randrange(100, 999)}",
            dice.choice(("aok ", "TK", "BARMER", "PKV", "tk")),
            loaded,
        )
        for number in range(1, PATIENTS + 1)
    ]
    columns: tuple[str, ...] = (
        "PATIENT_ID bigint",
        "MRN varchar",
        "SEX varchar",
        "BIRTH_DATE date",
        "POSTCODE varchar",
    )
    columns += ("INSURER_CODE varchar", "UPDATED_AT timestamp")
    land(warehouse, "raw_adt.PATIENTS", dict(one.split() for one in columns), patients)
    encounters = [(*row, loaded) for row in _encounters(now)]
    columns = ("ENCOUNTER_ID bigint", "PATIENT_ID bigint", "WARD_CODE varchar", "ADMITTED_AT timestamp")
    columns += ("DISCHARGED_AT timestamp", "CLASS varchar", "ATTENDING_ID bigint", "LOADED_AT timestamp")
    land(warehouse, "raw_adt.ENCOUNTERS", dict(one.split() for one in columns), encounters)
    transfers = []
    for encounter, _, ward, admitted, discharged, kind, _ in _encounters(now):
        dice = Random(f"transfer {encounter}")
        moved = admitted + timedelta(hours=12)
        if kind == "I" and dice.random() < 0.4 and (discharged or now) > moved:
            to = dice.choice([one for one in WARDS[:5] if one != ward])
            transfers.append((encounter * 10, encounter, ward, to, moved, loaded))
    columns = ("TRANSFER_ID bigint", "ENCOUNTER_ID bigint", "FROM_WARD varchar", "TO_WARD varchar")
    columns += ("MOVED_AT timestamp", "LOADED_AT timestamp")
    land(warehouse, "raw_adt.TRANSFERS", dict(one.split() for one in columns), transfers)


def laboratory(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Orders and results of the laboratory system."""
    orders, results = [], []
    for encounter, _, _, admitted, _, kind, _ in _encounters(now):
        dice = Random(f"lab {encounter}")
        for number in range(dice.randrange(1, 4) if kind != "O" else dice.randrange(2)):
            order = encounter * 10 + number
            test = dice.choice(TESTS)
            ordered = admitted + timedelta(hours=1 + number)
            orders.append((order, encounter, test, ordered, now))
            value = round(dice.gauss(100, 12), 1)
            flag = "H" if value > 120 else "L" if value < 80 else "N"
            results.append((order * 10, order, test, value, "u/l", flag, ordered + timedelta(hours=2), now))
    land(
        warehouse,
        "raw_lab.orders",
        {"order_id": "bigint", "encounter_id": "bigint", "test_code": "varchar", "ordered_at": "timestamp"}
        | {"loaded_at": "timestamp"},
        orders,
    )
    land(
        warehouse,
        "raw_lab.results",
        {"result_id": "bigint", "order_id": "bigint", "test_code": "varchar", "result_value": "double"}
        | {"unit": "varchar", "flag": "varchar", "resulted_at": "timestamp", "loaded_at": "timestamp"},
        results,
    )


def pharmacy(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """What the pharmacy handed out, and its list of drugs."""
    drugs = [
        (code, f"Drug {code}", "JNRA"[number % 4], 150 + 75 * number, number != 5)
        for number, code in enumerate(DRUGS)
    ]
    land(
        warehouse,
        "raw_pharmacy.drugs",
        {"drug_code": "varchar", "drug_name": "varchar", "atc": "varchar", "unit_cost_cents": "bigint"}
        | {"is_listed": "boolean"},
        drugs,
    )
    dispenses = []
    for encounter, _, _, admitted, _, _, _ in _encounters(now):
        dice = Random(f"drug {encounter}")
        for number in range(dice.randrange(4)):
            handed = admitted + timedelta(hours=3 + number)
            row = (f"P{encounter}-{number}", encounter, dice.choice(DRUGS[:5]), dice.randrange(1, 9), handed)
            dispenses.append(row)
    land(
        warehouse,
        "raw_pharmacy.dispenses",
        {"dispense_id": "varchar", "encounter_id": "bigint", "drug_code": "varchar", "quantity": "integer"}
        | {"dispensed_at": "timestamp"},
        dispenses,
    )


def billing(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Claims to insurers, and what they paid."""
    claims, payments = [], []
    for encounter, _, _, _, discharged, _, _ in _encounters(now):
        dice = Random(f"claim {encounter}")
        if discharged is None:
            continue
        billed = dice.randrange(8_000, 90_000)
        status = dice.choice(("paid", "paid", "paid", "open", "denied"))
        payer = dice.choice(("AOK", "TK", "BARMER", "PKV"))
        claims.append((f"C{encounter}", encounter, payer, billed, status, discharged.date()))
        if status == "paid":
            paid = billed - dice.choice((0, 0, 500))
            payments.append((f"Z{encounter}", f"C{encounter}", paid, discharged.date() + timedelta(days=9)))
    land(
        warehouse,
        "raw_billing.claims",
        {"claim_no": "varchar", "encounter_id": "bigint", "payer": "varchar", "billed_cents": "bigint"}
        | {"status": "varchar", "submitted_on": "date"},
        claims,
    )
    land(
        warehouse,
        "raw_billing.payments",
        {"payment_no": "varchar", "claim_no": "varchar", "paid_cents": "bigint", "paid_on": "date"},
        payments,
    )


def hr(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Staff and the roster."""
    staff = []
    for number in range(1, STAFF + 1):
        dice = Random(f"staff {number}")
        role = dice.choice(("nurse", "nurse", "physician", "therapist"))
        hired = date(2015, 1, 1) + timedelta(days=dice.randrange(3000))
        staff.append((number, f"Person {number}", role, dice.choice(WARDS), hired, datetime(2026, 1, 1)))
    land(
        warehouse,
        "raw_hr.staff",
        {"staff_id": "bigint", "full_name": "varchar", "role": "varchar", "home_ward": "varchar"}
        | {"hired_on": "date", "updated_at": "timestamp"},
        staff,
    )
    shifts = []
    for day in _days(now):
        for number in range(1, STAFF + 1, 3):
            dice = Random(f"shift {day} {number}")
            begin = datetime.combine(day, time(dice.choice((6, 14, 22))))
            shifts.append((day.toordinal() * 100 + number, number, dice.choice(WARDS), begin, 8.0, now))
    land(
        warehouse,
        "raw_hr.shifts",
        {"shift_id": "bigint", "staff_id": "bigint", "ward_code": "varchar", "shift_start": "timestamp"}
        | {"hours": "double", "loaded_at": "timestamp"},
        shifts,
    )


LOADERS = {"admissions": adt, "laboratory": laboratory, "pharmacy": pharmacy, "billing": billing, "hr": hr}
