"""What Python, its libraries and the network say, whatever the warehouse: Python models and drivers."""

from __future__ import annotations

from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage

PYTHON = "Python documentation"
RAN = "provoked, dbt-duckdb Python model"
DRIVERS = "requests, urllib3 and Python socket errors"

_PYTHON = (
    Signature(
        Kind.MISSING_COLUMN,
        r"ColumnNotFoundError: (?:unable to find column )?[\"']?(?P<column>[^\"'\n;]{1,300})",
        "polars",
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"^[ \t]*KeyError: ['\"](?P<column>[^'\"\n]{1,300})['\"]",
        f"{RAN}: most often a data frame's column, but any dictionary says it",
        ambiguous=True,
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"['\"](?P<column>[^'\"\n]{1,300})['\"]\]? not in index",
        "pandas",
        ambiguous=True,
    ),
    outage(Infra.ENVIRONMENT, r"ModuleNotFoundError: |ImportError: |No module named '", RAN),
    outage(Infra.MEMORY, r"^[ \t]*MemoryError\b", PYTHON),
    Signature(
        Kind.BAD_VALUE,
        r"could not convert string to (?:float|int|complex)(?:: (?P<value>[^\n]{0,600}))?"
        r"|invalid literal for (?:int|Decimal)\(\)[^\n:]{0,40}: (?:[^\n]{0,600})|Unable to parse string "
        r"|time data (?:[^\n]{0,600}?) do(?:es)?n?'?(?:t| not) match format|UnicodeDecodeError: ",
        PYTHON,
    ),
    Signature(Kind.DIVISION_BY_ZERO, r"ZeroDivisionError: ", PYTHON),
    Signature(
        Kind.MISSING_RELATION,
        r"FileNotFoundError: [^\n']{0,80}'<relation>'",
        PYTHON,
        ambiguous=True,
    ),
    Signature(Kind.SYNTAX, r"^[ \t]*(?:NameError|SyntaxError|IndentationError|UnboundLocalError): ", PYTHON),
)

_NETWORK = (
    outage(
        Infra.CONNECTION,
        r"(?i)connection (?:refused|reset|aborted|timed out|error)|RemoteDisconnected"
        r"|remote end closed connection|broken pipe|name or service not known|name resolution"
        r"|nodename nor servname|getaddrinfo failed|network is unreachable|no route to host"
        r"|max retries exceeded|certificate[ _]verify[ _]failed|\bsslerror\b|\bConnection(?:Refused|Reset"
        r"|Aborted)?Error\b|EOF occurred in violation of protocol",
        DRIVERS,
    ),
    outage(
        Infra.TIMEOUT,
        r"(?i)\b(?:read|connect|request|query|statement|operation|socket) time(?:d )?-?out\b|\b(?:read"
        r"|connect)?timeout(?:error)?: |deadline ?exceeded|gateway time-?out",
        DRIVERS,
    ),
    outage(
        Infra.DISK,
        r"(?i)no space left on device|disk quota exceeded|\bdisk (?:is )?full\b",
        "errno ENOSPC, EDQUOT",
    ),
    outage(
        Infra.MEMORY,
        r"(?i)\bout of memory\b|OutOfMemoryError|cannot allocate memory|java heap space|GC overhead limit",
        "errno ENOMEM; Java",
    ),
    outage(Infra.QUOTA, r"(?i)too many requests|\brate limit(?:ed| exceeded)|too many connections", "HTTP 429"),
    outage(
        Infra.UNAVAILABLE,
        r"(?i)service (?:is )?(?:temporarily )?unavailable|bad gateway|internal server error"
        r"|server is shutting down",
        "HTTP 500, 502, 503",
    ),
    outage(
        Infra.AUTHENTICATION,
        r"(?i)\b401 (?:client error|unauthorized)|invalid_grant|invalid_client|ExpiredToken|token (?:has "
        r"|is )?expired|authentication (?:failed|error)|login failed",
        "HTTP 401, OAuth 2.0",
    ),
    outage(
        Infra.PERMISSION,
        r"(?i)\baccess ?denied|\b403 (?:client error|forbidden)|permission denied|permissionerror: "
        r"|not authorized to perform|insufficient privileges?|unauthorized(?:operation)?exception",
        "HTTP 403, errno EACCES, AWS",
    ),
    outage(Infra.LOCK, r"(?i)\bdeadlock\b|lock wait timeout|database is locked", "MySQL, SQLite"),
    outage(Infra.CANCELLED, r"KeyboardInterrupt|(?i:query (?:was )?cancel+ed by)", PYTHON),
    outage(Infra.CRASH, r"(?i)segmentation fault|core dumped|killed by signal|sigkill", "POSIX signals"),
)

SIGNATURES = _PYTHON + _NETWORK
