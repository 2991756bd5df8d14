"""A certificate for this machine."""

import pathlib
import subprocess

CONFIGURATION = """
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
subjectAltName = DNS:localhost
basicConstraints = critical, CA:FALSE
"""


def certificate(folder):
    """The paths of a certificate and of its key."""
    folder = pathlib.Path(folder)
    configuration, pem, key = (folder / name for name in ("req.cnf", "cert.pem", "key.pem"))
    configuration.write_text(CONFIGURATION)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-config", configuration, "-out", pem, "-keyout", key],
        check=True, capture_output=True,
    )
    return str(pem), str(key)
