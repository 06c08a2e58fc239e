"""Policy as decisions: plain values in, a reasoned decision out. No database, no clock."""
