"""The inspectorate's pages: inspections, samples, judgements and reports."""
