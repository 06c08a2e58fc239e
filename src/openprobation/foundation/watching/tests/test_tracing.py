"""Is a request a span where OpenTelemetry is installed, and nothing at all where it is not?"""

from __future__ import annotations

import importlib
import sys

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from openprobation.foundation.watching import tracing

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def without(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    importlib.reload(tracing)
    yield
    monkeypatch.undo()
    importlib.reload(tracing)


@pytest.fixture
def spans(monkeypatch):
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing.trace, "get_tracer", provider.get_tracer)
    return exporter


def test_without_the_package_nothing_starts_and_pages_answer(without, client, monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")

    assert tracing.trace is None
    assert tracing.start() is False
    assert client.get("/nowhere/").status_code == 404


def test_without_a_collector_named_nothing_starts(monkeypatch):
    for name in tracing.ENDPOINTS:
        monkeypatch.delenv(name, raising=False)

    assert tracing.start() is False


@pytest.mark.django_db
def test_a_request_is_a_span_with_its_view_and_without_its_address(client, spans):
    client.get("/people/X123456/?words=Canary", headers={"traceparent": PARENT})

    (span,) = spans.get_finished_spans()
    assert span.name == "practitioner:person"
    assert span.attributes["openprobation.status"] == 302
    assert f"{span.parent.span_id:016x}" == "00f067aa0ba902b7"
    assert "X123456" not in span.to_json()
    assert "Canary" not in span.to_json()


def test_an_exception_leaves_no_words_on_the_span(spans, rf):
    with pytest.raises(ValueError, match="Canary"), tracing.span(rf.get("/")):
        raise ValueError("Canary")

    (span,) = spans.get_finished_spans()
    assert "Canary" not in span.to_json()
