"""What every vendor's client does, whichever vendor it is."""

from __future__ import annotations

from tests.contract.vendor_faults import FaultContract
from tests.contract.vendor_practice import PracticeContract


class VendorContract(PracticeContract, FaultContract):
    """Derive, name the class Test…, and give a ``stage`` fixture: one vendor as `vendor_stage.Stage` describes it."""
