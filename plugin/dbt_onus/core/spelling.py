"""How each warehouse writes a name and a value, for names and values that nobody here has chosen.

Names come from manifests and values from YAML: they are data. What cannot be written without doubt is not asked.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from dbt_onus.core.columns.names import dialect_of

_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")

_PART = r'(?:"(?:[^"\x00-\x1f]|"")*"|`[^`\\\x00-\x1f]*`|\[[^\[\]\x00-\x1f]*\]|[A-Za-z_][\w$-]*)'
_RELATION = re.compile(rf"{_PART}(?:\.{_PART}){{0,3}}")
#: DuckDB reads files as tables; dbt-duckdb writes them into `relation_name` (`external_location`).
_FILE = re.compile(r"(?:[a-z_]+\('[^'\\\x00-\x1f]*'\)|'[^'\\\x00-\x1f]*')")

#: dialect -> the marks around a quoted name. sqlite takes a missing `"name"` for a text, and mysql any of them.
_MARKS: dict[str, tuple[str, str]] = {
    "athena": ('"', '"'),
    "bigquery": ("`", "`"),
    "clickhouse": ("`", "`"),
    "databricks": ("`", "`"),
    "doris": ("`", "`"),
    "duckdb": ('"', '"'),
    "exasol": ('"', '"'),
    "hive": ("`", "`"),
    "materialize": ('"', '"'),
    "mysql": ("`", "`"),
    "oracle": ('"', '"'),
    "postgres": ('"', '"'),
    "redshift": ('"', '"'),
    "risingwave": ('"', '"'),
    "singlestore": ("`", "`"),
    "snowflake": ('"', '"'),
    "spark": ("`", "`"),
    "sqlite": ("`", "`"),
    "starrocks": ("`", "`"),
    "trino": ('"', '"'),
    "tsql": ("[", "]"),
}
#: Names written without quotes are upper case there, so a simple name quoted as it is written would be another.
_UPPER = frozenset({"snowflake", "oracle", "exasol"})
#: A quote inside of a text is written `\'` there, not `''`.
_BACKSLASH = frozenset({"bigquery", "databricks", "spark", "hive"})


#: dialect -> the number at the end of a key (`dv-0042` is 42); `{0}` is the column. Keys of more digits are none.
_NUMBERS: dict[str, str] = {
    "bigquery": "safe_cast(regexp_extract(cast({0} as string), r'[0-9]{{1,15}}$') as int64)",
    "databricks": "try_cast(regexp_extract(cast({0} as string), '([0-9]{{1,15}})$', 1) as bigint)",
    "duckdb": "try_cast(regexp_extract(cast({0} as varchar), '[0-9]{{1,15}}$') as bigint)",
    "postgres": "cast(substring(cast({0} as text) from '[0-9]{{1,15}}$') as bigint)",
    "snowflake": "try_cast(regexp_substr(cast({0} as varchar), '[0-9]{{1,15}}$') as bigint)",
    "spark": "cast(regexp_extract(cast({0} as string), '([0-9]{{1,15}})$', 1) as bigint)",
    "trino": "try_cast(regexp_extract(cast({0} as varchar), '[0-9]{{1,15}}$') as bigint)",
}

#: dialect -> what it calls a text.
_TEXTS: dict[str, str] = {
    "bigquery": "string",
    "databricks": "string",
    "duckdb": "varchar",
    "postgres": "text",
    "redshift": "varchar",
    "snowflake": "varchar",
    "spark": "string",
    "trino": "varchar",
}

#: `information_schema` lists the columns of the whole database there, and is reached without a prefix.
_INFORMED = frozenset({"duckdb", "postgres", "redshift", "snowflake", "trino", "tsql"})

#: dialect -> a text with every stretch of small letters as `a`, of capitals as `A`, and every digit as `9`.
_FORMS: dict[str, str] = {
    "bigquery": "regexp_replace(regexp_replace(regexp_replace(cast({0} as string), r'[0-9]', '9'), "
    "r'[A-Z]+', 'A'), r'[a-z]+', 'a')",
    "databricks": "regexp_replace(regexp_replace(regexp_replace(cast({0} as string), '[0-9]', '9'), "
    "'[A-Z]+', 'A'), '[a-z]+', 'a')",
    "duckdb": "regexp_replace(regexp_replace(regexp_replace(cast({0} as varchar), '[0-9]', '9', 'g'), "
    "'[A-Z]+', 'A', 'g'), '[a-z]+', 'a', 'g')",
    "postgres": "regexp_replace(regexp_replace(regexp_replace(cast({0} as text), '[0-9]', '9', 'g'), "
    "'[A-Z]+', 'A', 'g'), '[a-z]+', 'a', 'g')",
    "snowflake": "regexp_replace(regexp_replace(regexp_replace(cast({0} as varchar), '[0-9]', '9'), "
    "'[A-Z]+', 'A'), '[a-z]+', 'a')",
    "spark": "regexp_replace(regexp_replace(regexp_replace(cast({0} as string), '[0-9]', '9'), "
    "'[A-Z]+', 'A'), '[a-z]+', 'a')",
    "trino": "regexp_replace(regexp_replace(regexp_replace(cast({0} as varchar), '[0-9]', '9'), "
    "'[A-Z]+', 'A'), '[a-z]+', 'a')",
}
#: Where `regexp_replace` has to be told that it replaces all.
_GLOBALLY = frozenset({"duckdb", "postgres"})


#: dialect -> whether a text `{0}` cannot be read as the type `{1}`, for a text that is there.
_REFUSED: dict[str, str] = {
    "bigquery": "safe_cast({0} as {1}) is null",
    "databricks": "try_cast({0} as {1}) is null",
    "duckdb": "try_cast({0} as {1}) is null",
    "postgres": "not pg_input_is_valid(cast({0} as text), '{1}')",
    "snowflake": "try_cast({0} as {1}) is null",
    "spark": "try_cast({0} as {1}) is null",
    "trino": "try_cast({0} as {1}) is null",
}
#: dialect -> whether a text is no JSON.
_NO_JSON: dict[str, str] = {
    "bigquery": "safe.parse_json({0}) is null",
    "duckdb": "not json_valid({0})",
    "redshift": "not is_valid_json({0})",
    "snowflake": "try_parse_json({0}) is null",
}
#: type -> whether a text `{0}` is no number, where PostgreSQL may be older than `pg_input_is_valid` (16).
_NO_NUMBER = {
    "integer": "cast({0} as text) !~ '^\\s*[+-]?[0-9]+\\s*$'",
    "numeric": "cast({0} as text) !~* '^\\s*([+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]+)?"
    "|nan|[+-]?inf(inity)?)\\s*$'",
}
_NUMBERED = {
    "bigint": "integer",
    "decimal": "numeric",
    "double precision": "numeric",
    "int": "integer",
    "integer": "integer",
    "numeric": "numeric",
    "real": "numeric",
    "smallint": "integer",
}
#: A format as the parser gives it, without anything that could end a literal.
_BY_FORMAT = re.compile(r"FORMAT (?P<format>[\w%./:, +-]{1,100})")
_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_ ]*(?:\(\d+(?:, ?\d+)?\))?(?:\[\])?")


@dataclass(frozen=True, slots=True)
class Spelling:
    """The spelling of one dbt adapter. Every method answers `None` for what it cannot write without doubt."""

    adapter: str

    @property
    def _dialect(self) -> str:
        return dialect_of(self.adapter)

    @property
    def has_information_schema(self) -> bool:
        """Whether the columns of all tables of a database can be read from `information_schema.columns`."""
        return self._dialect in _INFORMED

    def name(self, column: str) -> str | None:
        """A column, quoted."""
        marks = _MARKS.get(self._dialect)
        if marks is None:
            return column if _SIMPLE.fullmatch(column) else None
        opening, closing = marks
        if not column or _CONTROL.search(column) or (opening != '"' and any(mark in column for mark in "`[]\\")):
            return None
        if self._dialect in _UPPER and _SIMPLE.fullmatch(column):
            column = column.upper()
        return f"{opening}{column.replace(closing, closing * 2)}{closing}"

    def number_in(self, column: str) -> str | None:
        """The number at the end of a key, as a whole number or null. `column` is written already."""
        pattern = _NUMBERS.get(self._dialect)
        return pattern.format(column) if pattern is not None else None

    def word_of(self, column: str) -> str | None:
        """The word that a value is, however it is spelled: in small letters, without blanks around it."""
        text = _TEXTS.get(self._dialect)
        return f"lower(trim(cast({column} as {text})))" if text is not None else None

    def stem_of(self, column: str) -> str | None:
        """What stands in a key before the number that it ends in."""
        text = _TEXTS.get(self._dialect)
        return f"regexp_replace(cast({column} as {text}), '[0-9]+$', '')" if text is not None else None

    def form_of(self, column: str) -> str | None:
        """The form of a key: what kinds of signs follow each other, however many of each."""
        pattern = _FORMS.get(self._dialect)
        if pattern is None:
            return None
        everywhere = ", 'g'" if self._dialect in _GLOBALLY else ""
        return f"regexp_replace({pattern.format(column)}, '9+', '9'{everywhere})"

    def exact_form_of(self, column: str) -> str | None:
        """The form of a key with the number of its digits; of what is a number, the form alone."""
        loose, pattern = self.form_of(column), _FORMS.get(self._dialect)
        if loose is None or pattern is None:
            return None
        return f"case when {loose} = '9' then '9' else {pattern.format(column)} end"

    def refused(self, text: str, to: str) -> str | None:
        """Whether a text is there that cannot be read as a type, written as in the SQL.

        `JSON`: by a function; `FORMAT` and a format: by that format.
        """
        if by_format := _BY_FORMAT.fullmatch(to):
            return self._not_in_format(text, by_format["format"])
        pattern = (_NO_JSON if to == "JSON" else _REFUSED).get(self._dialect)
        number = _NUMBERED.get(to.partition("(")[0].lower()) if self._dialect == "postgres" else None
        if number is not None:
            pattern = _NO_NUMBER[number]
        if pattern is None or not _TYPE.fullmatch(to):
            return None
        return f"{text} is not null and {pattern.format(text, to)}"

    def _not_in_format(self, text: str, format_: str) -> str | None:
        """In other dialects formats are written otherwise than the parser gives them."""
        if self._dialect != "duckdb":
            return None
        return f"{text} is not null and try_strptime({text}, '{format_}') is null"

    def relation(self, relation_name: str | None) -> str | None:
        """A table as dbt wrote it, if that is one name and nothing else."""
        text = (relation_name or "").strip()
        if _RELATION.fullmatch(text) or (self._dialect == "duckdb" and _FILE.fullmatch(text)):
            return text
        return None

    def text(self, value: str) -> str | None:
        """A text as a literal."""
        if _CONTROL.search(value) or "\\" in value:
            return None
        quote = "\\'" if self._dialect in _BACKSLASH else "''"
        return "'" + value.replace("'", quote) + "'"

    def number(self, value: object) -> str | None:
        """A number as a literal, however YAML had it; `None` for anything else, SQL expressions among it."""
        if isinstance(value, bool):
            return None
        if isinstance(value, int):
            return str(value)
        if isinstance(value, float):
            return repr(value) if math.isfinite(value) else None
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            return value.strip()
        return None
