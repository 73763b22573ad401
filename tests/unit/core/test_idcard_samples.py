"""Every sample is read right in each checked field; what is no ID is refused."""

from __future__ import annotations

import hashlib

import pytest

from app.core.errors import NotAnId
from app.core.idcard import read_card
from tests.unit.core.idcard_cards import DECIDING
from tests.unit.core.idcard_samples import Sample, differences, samples

SAMPLES = samples()
IDS = [sample for sample in SAMPLES if sample.is_id]


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_sample_is_unharmed(sample: Sample) -> None:
    """No tool has changed a line end on the way."""
    assert hashlib.sha256(sample.payload).hexdigest() == sample.sha256


@pytest.mark.parametrize("sample", IDS, ids=[sample.name for sample in IDS])
def test_sample_is_read(sample: Sample) -> None:
    """All checked fields are right, also on those that may be refused."""
    assert differences(read_card(sample.payload), sample.expected) == {}


@pytest.mark.parametrize("sample", [one for one in IDS if one.must_read], ids=lambda sample: sample.name)
def test_a_cut_is_never_silent(sample: Sample) -> None:
    """However little of a scan arrives: refused, or each deciding field is right or named."""
    for length in range(len(sample.payload)):
        try:
            card = read_card(sample.payload[:length])
        except NotAnId:
            continue
        missing = differences(card, {field: value for field, value in sample.expected.items() if field in DECIDING})
        assert missing.keys() <= set(card.unsure), length
        assert not any(read for read, _wanted in missing.values()), length


@pytest.mark.parametrize("sample", [one for one in SAMPLES if not one.is_id], ids=lambda sample: sample.name)
def test_what_is_no_id_is_refused(sample: Sample) -> None:
    """A product's code and a header alone."""
    with pytest.raises(NotAnId):
        read_card(sample.payload)


@pytest.mark.parametrize("sample", IDS, ids=[sample.name for sample in IDS])
def test_text_reads_like_bytes(sample: Sample) -> None:
    """What a scanner typed and what a serial line sent are read alike."""
    try:
        text = sample.payload.decode("utf-8")
    except UnicodeDecodeError:
        text = sample.payload.decode("latin-1")
    assert read_card(text) == read_card(sample.payload)


@pytest.mark.parametrize("put", [b"", b" "], ids=["lost", "a blank"])
@pytest.mark.parametrize("sample", [one for one in IDS if one.must_read], ids=lambda sample: sample.name)
def test_one_lost_control_is_never_silent(sample: Sample, put: bytes) -> None:
    """Any one line end may be lost: the card is right, or what it hides is named, or it is refused."""
    for at in (at for at, byte in enumerate(sample.payload) if byte in b"\n\r\x1e|"):
        try:
            card = read_card(sample.payload[:at] + put + sample.payload[at + 1 :])
        except NotAnId:
            continue
        missing = differences(card, {field: value for field, value in sample.expected.items() if field in DECIDING})
        assert missing.keys() <= set(card.unsure), at
        assert not any(read for read, _wanted in missing.values()), at
