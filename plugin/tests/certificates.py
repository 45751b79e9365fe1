"""A certificate for names of this machine, made when a test asks for one."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest


def certificate(folder: Path, *names: str) -> tuple[Path, ssl.SSLContext]:
    """The certificate, and the context of a server that shows it. Skips where there is no openssl."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    file, key = folder / "server.pem", folder / "server.key"
    alternatives = ",".join(f"DNS:{name}" for name in names)
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=onus-tests"]
    command += ["-addext", f"subjectAltName={alternatives}", "-keyout", str(key), "-out", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context
