"""The use cases: plain coroutines over the ports, without Qt, HTTP or SQL."""
