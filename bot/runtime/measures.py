"""What is counted while the assistant runs, for /metrics; channels and states only, never people."""

from prometheus_client import Counter, Gauge, Histogram

TURNS = Histogram("turn_seconds", "Seconds from an event taken in to its turn committed", ["channel"])
FAILED_TURNS = Counter("turns_failed", "Turns undone by a bug", ["channel"])
SENDS = Counter("sends", "Messages by what became of them", ["channel", "outcome"])
OUTBOX = Gauge("outbox_messages", "Messages standing in the outbox", ["channel", "state"])
KEPT = Gauge("failed_events", "Events kept because they could not be handled")
DEAD = Gauge("dead_letters", "Messages that came to no good end and wait for somebody to look", ["channel"])
