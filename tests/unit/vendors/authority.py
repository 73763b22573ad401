"""A certificate authority of a test's own, and servers' certificates from it, made anew and thrown away."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Signs certificates; ``file`` is its own, to be trusted or not."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    folder: Path

    @property
    def file(self) -> Path:
        """Its certificate in PEM."""
        path = self.folder / "authority.pem"
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def server(self, host: str = "localhost", *, days: int = 30) -> ssl.SSLContext:
        """A server's context with a certificate for ``host``; ``days`` below zero: it is over."""
        key = _key()
        end = datetime.now(UTC) + days * _DAY
        signed = _draft(host, "Practice Authority", key, end).sign(self.key, hashes.SHA256())
        return _context(self.folder / f"{host}{days}.pem", key, signed)


def authority(folder: Path) -> Authority:
    """A new authority with its files in ``folder``."""
    key = _key()
    draft = _draft("Practice Authority", "Practice Authority", key, datetime.now(UTC) + 30 * _DAY)
    limits = x509.BasicConstraints(ca=True, path_length=None)
    return Authority(key, draft.add_extension(limits, critical=True).sign(key, hashes.SHA256()), folder)


def self_signed(folder: Path, host: str = "localhost") -> ssl.SSLContext:
    """A server that vouches for itself."""
    key = _key()
    signed = _draft(host, host, key, datetime.now(UTC) + _DAY).sign(key, hashes.SHA256())
    return _context(folder / "alone.pem", key, signed)


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _draft(host: str, issuer: str, key: ec.EllipticCurvePrivateKey, end: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(host))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - 60 * _DAY)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host.replace(" ", "-"))]), critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _context(path: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> ssl.SSLContext:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
