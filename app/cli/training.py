"""``training serve``: the vendors' services for practice, until Ctrl-C."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.cli.commands import TrainingServe
from app.cli.failures import DONE
from app.core.errors import MachineFault


def serve_training(command: TrainingServe) -> int:
    """Serve and announce each store as one line of JSON."""
    from app.training.serve import serve  # noqa: PLC0415 - the web server is wanted by no other command
    from app.training.site import DEFAULT_CUSTOMERS, DEFAULT_SEED  # noqa: PLC0415

    customers = DEFAULT_CUSTOMERS if command.customers is None else command.customers
    seed = DEFAULT_SEED if command.seed is None else command.seed
    try:
        serve(command.port, customers, seed, _announce)
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise MachineFault(
            "The training stores cannot listen on this port.", hint="Use another --port, or 0 for a free one."
        ) from fault
    return DONE


def _announce(store: Mapping[str, Any]) -> None:
    print(json.dumps(dict(store), ensure_ascii=False), flush=True)
