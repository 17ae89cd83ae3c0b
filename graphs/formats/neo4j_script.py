"""How to bring a Neo4j export into a database: a command and a Cypher script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphs.formats.neo4j_tables import LINKS, NODES, LinkTable, NodeTable, Type

_BATCH = "IN TRANSACTIONS OF 10000 ROWS;"
_READ: dict[Type, str] = {
    "string": "{}",
    "double": "toFloat({})",
    "long": "toInteger({})",
    "boolean": "toBoolean({})",
    "string[]": "split({}, ';')",
}


def explanation(project: str) -> str:
    """Return what the files are and how they are imported."""
    files = [
        *(f"  --nodes={name}.csv \\" for name in NODES),
        *(f"  --relationships={name}.csv \\" for name in LINKS),
    ]
    return "\n".join(
        (
            f"{project} for Neo4j 5.23 or later.",
            "",
            "Into a new database, with the server stopped, in this folder:",
            "",
            "neo4j-admin database import full neo4j \\",
            "  --overwrite-destination --multiline-fields=true --id-type=string \\",
            *files[:-1],
            files[-1].removesuffix(" \\"),
            "",
            "Into an empty running database: copy the CSV files into its import folder, then",
            "",
            "cypher-shell --file load.cypher",
            "",
            "It can be run again after an interruption. A new export needs a new database:",
            "what it no longer says would stay in the old one.",
            "Neo4j Browser wants :auto before each statement that ends with IN TRANSACTIONS.",
            "If names hold backslashes, set db.import.csv.legacy_quote_escaping=false first:",
            "LOAD CSV else takes them for escapes.",
            "",
            "Each fact is a node with its subject, object, behavior, recording, event and run.",
            "Facts that a person rejected or corrected are there, with stands = false.",
            "The relationships in direct.csv, such as (:Animal)-[:CHASE]->(:Animal), are only of",
            "facts that stand. Times are seconds of the recording, half-open.",
            "",
            "Who chased whom between second 10 and 60:",
            "",
            "MATCH (a:Entity)-[c:CHASE]->(b:Entity) WHERE c.start_s < 60 AND c.stop_s > 10",
            "RETURN c.recording, a.name, b.name, c.start_s, c.stop_s;",
        )
    )


def load_script(tables: Mapping[str, NodeTable], types: Iterable[str]) -> str:
    """Return the Cypher script that loads the files into a running database.

    Parameters
    ----------
    tables
        Files of nodes, as they were written.
    types
        Types of the direct relationships.
    """
    parts = [
        f"CREATE CONSTRAINT {name}_key IF NOT EXISTS\n"
        f"FOR (n:{table.label}) REQUIRE n.{_ticked(table.key)} IS UNIQUE;"
        for name, table in tables.items()
    ]
    parts += [_load_nodes(name, table) for name, table in tables.items()]
    for name, link in LINKS.items():
        kinds = [link.type] if link.type else list(types)
        parts += [_load_links(name, link, tables, kind) for kind in kinds]
    return "\n\n".join(parts) + "\n"


def _load_nodes(name: str, table: NodeTable) -> str:
    header = table.header()
    key = f"{_ticked(table.key)}: row.{_ticked(header[0])}"
    lines = [*_from(name), f"  MERGE (n:{table.label} {{{key}}})"]
    lines += _set("n", table.columns, header[1:])
    if table.label == "Entity":
        lines += [
            f"  FOREACH (_ IN CASE row.kind WHEN '{kind.lower()}' THEN [1] ELSE [] END"
            f" | SET n:{kind})"
            for kind in ("Animal", "Zone", "Object")
        ]
    return "\n".join([*lines, f"}} {_BATCH}"])


def _load_links(name: str, link: LinkTable, tables: Mapping[str, NodeTable], kind: str) -> str:
    header = link.header()
    keys = {table.label: _ticked(table.key) for table in tables.values()}
    chosen = [] if link.type else [f"WITH row WHERE row.`:TYPE` = '{kind}'"]
    load, call = _from(name)
    key = next(iter(link.columns), None)  # tells those between the same two nodes apart
    same = f" {{{key}: row.{key}}}" if key else ""
    lines = [
        *(load, *chosen, call),
        f"  MATCH (a:{link.start} {{{keys[link.start]}: row.{_ticked(header[0])}}})",
        f"  MATCH (b:{link.end} {{{keys[link.end]}: row.{_ticked(header[1])}}})",
        f"  MERGE (a)-[r:{_ticked(kind)}{same}]->(b)",
        *_set("r", link.columns, header[3:]),
    ]
    return "\n".join([*lines, f"}} {_BATCH}"])


def _from(name: str) -> list[str]:
    return [f"LOAD CSV WITH HEADERS FROM 'file:///{name}.csv' AS row", "CALL (row) {"]


def _set(variable: str, columns: Mapping[str, Type], header: Iterable[str]) -> list[str]:
    if not columns:
        return []
    values = [
        f"{variable}.{_ticked(name)} = {_READ[kind].format(f'row.{_ticked(head)}')}"
        for (name, kind), head in zip(columns.items(), header, strict=False)
    ]
    return [f"  SET {values[0]}" + "".join(f",\n      {value}" for value in values[1:])]


def _ticked(name: str) -> str:
    return name if name.isascii() and name.isidentifier() else f"`{name}`"
