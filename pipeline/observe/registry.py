"""The catalogue as prometheus_client objects, and the page they are scraped from."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric
from prometheus_client.exposition import choose_encoder

from pipeline.observe.catalogue import METRICS, Spec


def counters(registry: CollectorRegistry) -> dict[str, Counter]:
    """Register and return every counter of the catalogue, by name."""
    return {spec.name: Counter(spec.name, spec.doc, _names(spec), registry=registry) for spec in _of_kind("counter")}


def gauges(registry: CollectorRegistry) -> dict[str, Gauge]:
    """Register and return every gauge of the catalogue, by name."""
    return {spec.name: Gauge(spec.name, spec.doc, _names(spec), registry=registry) for spec in _of_kind("gauge")}


def histograms(registry: CollectorRegistry) -> dict[str, Histogram]:
    """Register and return every histogram of the catalogue, by name."""
    return {
        spec.name: Histogram(spec.name, spec.doc, _names(spec), registry=registry, buckets=spec.buckets)
        for spec in _of_kind("histogram")
    }


def page(registry: CollectorRegistry, accept: str) -> tuple[bytes, str]:
    """Return all that a registry holds, in the text format the `accept` header asks for, and its content type."""
    encode, content_type = choose_encoder(accept)
    return encode(_WithoutCreated(registry)), content_type


class _WithoutCreated:
    """A registry less the `_created` samples, which double the number of series and tell us nothing."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        for metric in self._registry.collect():
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric


def _of_kind(kind: str) -> list[Spec]:
    return [spec for spec in METRICS if spec.kind == kind]


def _names(spec: Spec) -> list[str]:
    return [label.name for label in spec.labels]
