"""Commands of the whole service: `openprobation NAME`."""
