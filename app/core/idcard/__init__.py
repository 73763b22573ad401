"""The barcode on a driver's licence or ID card, read: `read_card` is the door."""

from __future__ import annotations

from app.core.idcard.card import IdCard
from app.core.idcard.keyboard import Oddity
from app.core.idcard.reading import read_card

__all__ = ["IdCard", "Oddity", "read_card"]
