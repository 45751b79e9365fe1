"""What is known of one project, or of several stitched into one graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from dbt_onus.artifacts import Target, read_target, target_of
from dbt_onus.config import Config, read_codeowners, read_config
from dbt_onus.core.incidents import Incident
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Group, Manifest, Node
from dbt_onus.core.ownership import Owner, Ownership
from dbt_onus.core.ports import Ledger
from dbt_onus.core.selectors import select
from dbt_onus.core.stitching import inferred_links, joined_nodes
from dbt_onus.errors import ConfigError, SelectorError
from dbt_onus.ledger import open_ledger
