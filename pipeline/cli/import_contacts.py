"""`leadsieve import`: a CRM's export into Kafka, the rows that `try` judges as the events that a form would have sent."""

import asyncio
from pathlib import Path

import click

from pipeline.cli.contacts import CONTACTS, MAPPING, open_export, show_mapping
from pipeline.cli.publish import Rate, publish_records
from pipeline.cli.terminal import Terminal, output_options
from pipeline.history.contacts.people import records
from pipeline.settings import from_environment


@output_options
@click.command("import")
@CONTACTS
@MAPPING
@click.option("--rate", type=Rate(), help="So many records a second; else as fast as they go.")
@click.pass_obj
def import_(terminal: Terminal, export: Path, mapping_file: Path | None, rate: float | None) -> None:
    """Publish the rows of a HubSpot or Salesforce export of contacts as events, in the order of their dates.

    As `publish --history`, a row may be of any age. A row that names nobody is told with its line and left out; what
    became of a contact is not published. Rows without a date count as of now, so that importing them again is new.

    \b
    Examples:
      leadsieve import contacts.csv --broker 127.0.0.1:9092
      leadsieve import contacts.csv --mapping columns.yaml --rate 500/s
    """  # noqa: D301  click's mark for a block to be left as it is
    settings = from_environment(broker=terminal.needed_broker())
    opened = open_export(export, mapping_file)
    show_mapping(terminal, opened, mapping_file)
    sent = ((record.topic, record.value) for record in records(opened.contacts))
    counts = asyncio.run(publish_records(terminal, settings, sent, rate))
    if not counts:
        terminal.note("nothing to publish: the export holds nobody")
    terminal.table("", ("topic", "records"), [(settings.topic(name), count) for name, count in sorted(counts.items())])
