"""How does a request become a span of OpenTelemetry? Where the extra is not installed: not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest

try:
    from opentelemetry import trace
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError:
    trace = None

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def start() -> bool:
    """Send spans to the collector the environment names. True when it will be done."""
    if trace is None or not any(os.environ.get(name) for name in ENDPOINTS):
        return False
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        return False
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True


@contextmanager
def span(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """A span around a request. What is put into the yielded facts goes on it when it ends.

    Exceptions are not recorded on it: they quote rows. Of the headers only `traceparent` is read.
    """
    facts: dict[str, Any] = {}
    if trace is None:
        yield facts
        return
    carrier = {"traceparent": request.headers.get("traceparent", "")}
    with trace.get_tracer("openprobation").start_as_current_span(
        "request",
        context=TraceContextTextMapPropagator().extract(carrier),
        kind=trace.SpanKind.SERVER,
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        yield facts
        if "view" in facts:
            current.update_name(facts["view"])
        for name, value in facts.items():
            current.set_attribute(f"openprobation.{name}", value)
        if facts.get("status", 0) >= 500:
            current.set_status(trace.StatusCode.ERROR)
