"""TLS: a certificate that nobody vouches for, or for another name, is never accepted."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest

from tasks.fetch import Fetcher
from tasks.fetch.connection import new_session, tls_context
from tasks.records import Outcome, Reason
from tests.fetch.site import Site, link, serving

x509 = pytest.importorskip("cryptography.x509")

Make = Callable[..., Fetcher]


def self_signed(path: Path, *names: str) -> Path:
    """Write a key and a certificate for these names, signed by nobody else."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
    now = datetime.now(UTC)
    alternatives = [x509.IPAddress(ip_address(n)) if n[0].isdigit() else x509.DNSName(n) for n in names]
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, *private)
    path.write_bytes(pem + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path / "one.pem", "127.0.0.1")


@pytest.fixture
def secure(certificate: Path) -> Iterator[Site]:
    """A site that speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving() as site:
        site.socket = context.wrap_socket(site.socket, server_side=True)
        site.put("/a", b"page")
        yield site


def test_a_certificate_that_nobody_vouches_for(secure: Site, fetcher: Make) -> None:
    exchange = fetcher().fetch(link(secure.url("/a").replace("http:", "https:")))
    assert (exchange.outcome, exchange.reason) == (Outcome.FAILED, Reason.TLS)
    assert exchange.detail and "certificate verify failed" in exchange.detail
    assert not secure.asked


def test_the_context_verifies_names_and_authorities() -> None:
    context = tls_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.cert_store_stats()["x509_ca"] > 50


def test_an_authority_of_ones_own(secure: Site, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenSSL's own variable names it, as the README says; those of certifi are trusted all the same."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with new_session(private=True, whole=10, tls=tls_context.__wrapped__) as session:
        assert session.get(secure.url("/a").replace("http:", "https:")).content == b"page"
    assert tls_context.__wrapped__().cert_store_stats()["x509_ca"] > 50


@pytest.mark.parametrize("verify", [True, False, None])
def test_no_argument_switches_verification_off(verify: bool | None, secure: Site) -> None:
    with new_session(private=True, whole=10) as session, pytest.raises(OSError, match="certificate verify failed"):
        session.get(secure.url("/a").replace("http:", "https:"), verify=verify)
    assert not secure.asked


def test_an_authority_that_is_trusted(secure: Site, certificate: Path) -> None:
    """The way to the system's authorities is the system's: what it trusts is enough, but only for the right name."""
    context = ssl.create_default_context(cafile=str(certificate))
    url = secure.url("/a").replace("http:", "https:")
    with new_session(private=True, whole=10, tls=lambda: context) as session:
        assert session.get(url).content == b"page"
        with pytest.raises(OSError, match="Hostname mismatch"):
            session.get(url.replace("127.0.0.1", "localhost"))


def test_plain_http_on_the_tls_port(site: Site, fetcher: Make) -> None:
    exchange = fetcher().fetch(link(site.put("/a", b"page").replace("http:", "https:")))
    assert (exchange.outcome, exchange.reason) == (Outcome.FAILED, Reason.TLS)
