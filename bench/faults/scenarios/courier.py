"""Two parcel networks: unions of unlike tables, hashed keys, a snapshot, windows, ephemeral joins of five tables.

Written down before anything was measured: no rule of Onus was made with these at hand.
"""

from __future__ import annotations

from faults.acts import edit, in_turn, next_day, nothing, sql
from faults.author import Author
from faults.scenario import DecidedBy, Kind, Truth

PROBE, NOTHING = DecidedBy.PROBE, DecidedBy.NOTHING
TEAMS = {
    "nord": "network-nord",
    "sued": "network-sued",
    "scan": "tracking",
    "crm": "crm",
    "depot": "depots",
    "bill": "billing",
}
AUTHOR = Author(company="courier", teams=TEAMS, begins_with=next_day, decided_by=PROBE)
_scenario, _source, _model = AUTHOR.scenario, AUTHOR.source, AUTHOR.model


NO_SEGMENT = sql("update raw_crm.accounts set segment = null where account_id % 8 = 0")
SMALL_DEPOTS = sql("update raw_sued.sendungen set depot = lower(depot) || '1' where depot = 'STR'")
SEGMENT = _source("crm.accounts", "segment", "nulls")
DEPOT = _source("sued.sendungen", "depot", "referential", "nulls", "accepted_values")

DATA = (
    _scenario(
        "no_segment",
        Kind.DATA,
        "Segments are emptied; a snapshot takes it over, and an ephemeral join of five tables brings it down.",
        NO_SEGMENT,
        SEGMENT,
    ),
    _scenario(
        "depot_gone",
        Kind.DATA,
        "A depot is missing from the list of depots: parcels and scans of it have no city.",
        sql("delete from raw_depot.depots where code = 'BRE'"),
        _source("depot.depots", "code", "referential", "volume", "nulls"),
    ),
    _scenario("small_depots", Kind.DATA, "The south writes a depot in another way.", SMALL_DEPOTS, DEPOT),
    _scenario(
        "milligrams",
        Kind.DATA,
        "The north sends milligrams where grams were promised.",
        sql("update raw_nord.shipments set weight_g = weight_g * 1000"),
        _source("nord.shipments", "weight_g", "range", "distribution", "unknown"),
    ),
    _scenario(
        "new_service",
        Kind.DATA,
        "The south sells a service that is not on the price list.",
        sql("update raw_sued.sendungen set art = 'night' where sendung_nr like '%7'"),
        _source("sued.sendungen", "art", "referential", "nulls", "accepted_values"),
    ),
    _scenario(
        "lines_without_dash",
        Kind.DATA,
        "A new billing system writes parcel numbers without the dash.",
        sql("update raw_bill.lines set shipment_no = replace(shipment_no, '-', '') where line_id % 5 = 0"),
        _source("bill.lines", "shipment_no", "referential", "nulls"),
    ),
    _scenario(
        "north_cut",
        Kind.DATA,
        "The newest parcels of the north were not loaded; they are scanned and charged all the same.",
        sql(
            """delete from raw_nord.shipments
               where booked_at >= (select max(booked_at) from raw_nord.shipments) - interval 30 hour"""
        ),
        _source("nord.shipments", "shipment_no", "referential", "volume", "nulls"),
    ),
    _scenario(
        "no_account",
        Kind.DATA,
        "Invoices lose the account that they are for.",
        sql("update raw_bill.invoices set account_id = null where invoice_no % 6 = 0"),
        _source("bill.invoices", "account_id", "nulls"),
    ),
    _scenario(
        "new_country",
        Kind.DATA,
        "Accounts in a country that the dimension does not know; the snapshot takes it over.",
        sql("update raw_crm.accounts set country = 'GB' where account_id % 9 = 0"),
        _source("crm.accounts", "country", "accepted_values"),
    ),
    _scenario(
        "cents_again",
        Kind.DATA,
        "The south sends cents where it sent euros.",
        sql("update raw_sued.sendungen set preis = preis * 100"),
        _source("sued.sendungen", "preis", "range", "distribution", "unknown"),
    ),
    _scenario(
        "charged_double",
        Kind.DATA,
        "Lines of one day are charged double.",
        sql("update raw_bill.lines set amount_cents = amount_cents * 2 where invoice_no % 100 < 20"),
        _source("bill.lines", "amount_cents", "range", "distribution", "unknown"),
        decided_by=NOTHING,
    ),
    _scenario(
        "lost_parcels",
        Kind.DATA,
        "A scanner reports parcels as lost, a word that nobody knew.",
        sql("update raw_scan.events set event_type = 'lost' where event_type = 'failed'"),
        _source("scan.events", "event_type", "accepted_values"),
    ),
    _scenario(
        "renamed_weight",
        Kind.DATA,
        "The south renames a column; the union of both networks does not build.",
        sql("alter table raw_sued.sendungen rename column gewicht_kg to gewicht"),
        _source("sued.sendungen", "gewicht_kg", "schema_change"),
    ),
    _scenario(
        "weight_as_text",
        Kind.DATA,
        "The south writes weights as text, with a comma.",
        sql(
            """alter table raw_sued.sendungen alter gewicht_kg type varchar
               using replace(gewicht_kg::varchar, '.', ',')"""
        ),
        _source("sued.sendungen", "gewicht_kg", "type_change"),
    ),
    _scenario(
        "accounts_unheard",
        Kind.DATA,
        "The south books on accounts that were never opened.",
        sql("update raw_sued.sendungen set kunde = kunde + 5000 where sendung_nr like '%3'"),
        _source("sued.sendungen", "kunde", "referential", "nulls"),
    ),
    _scenario(
        "scans_nowhere",
        Kind.DATA,
        "Scans of one depot come without the depot.",
        sql("update raw_scan.events set depot_code = null where depot_code = 'KIL' and event_type = 'hub'"),
        _source("scan.events", "depot_code", "nulls", "referential"),
    ),
)

REST = (
    _scenario(
        "first_run",
        Kind.PARTIAL,
        "The first report ever is of emptied segments.",
        NO_SEGMENT,
        SEGMENT,
        history=False,
    ),
    _scenario(
        "edit_on_the_way",
        Kind.DECOY,
        "A column is added to the very join through which cities go missing.",
        in_turn(
            edit(
                "courier",
                "models/intermediate/int_shipments.sql",
                "    services.sla_hours,",
                "    services.sla_hours,\n    services.service_name,",
            ),
            SMALL_DEPOTS,
        ),
        DEPOT,
    ),
    _scenario(
        "two_at_once",
        Kind.DOUBLE,
        "Segments are emptied, and billing loses its dashes.",
        in_turn(
            NO_SEGMENT,
            sql("update raw_bill.lines set shipment_no = replace(shipment_no, '-', '') where line_id % 5 = 0"),
        ),
        SEGMENT,
        _source("bill.lines", "shipment_no", "referential", "nulls"),
    ),
    _scenario(
        "service_dropped",
        Kind.CODE,
        "Pricing takes a service off the list that is still sold.",
        edit("courier", "seeds/services.csv", "ECO,Economy,72\n", ""),
        Truth(
            team="pricing",
            origin="seed.courier.services",
            cause="code_change",
            causes=("nulls", "referential", "volume"),
        ),
    ),
    _scenario(
        "every_scan",
        Kind.CODE,
        "The last scan of a parcel is not chosen any more.",
        edit("courier", "models/intermediate/int_last_event.sql", "where place = 1", "where place >= 1"),
        _model("analytics", "int_last_event", "duplicates"),
    ),
    _scenario(
        "wrong_key",
        Kind.CODE,
        "Depots are joined by their city.",
        edit(
            "courier",
            "models/intermediate/int_shipments.sql",
            "depots.code = shipments",
            "depots.city = shipments",
        ),
        _model("analytics", "int_shipments", "nulls", "referential"),
    ),
    _scenario("green", Kind.CONTROL, "Another day.", nothing),
    _scenario(
        "new_depot",
        Kind.CONTROL,
        "Parcels go through a depot that had none before.",
        sql("update raw_sued.sendungen set depot = 'BER' where sendung_nr like '%5'"),
    ),
)

SCENARIOS = (*DATA, *REST)
