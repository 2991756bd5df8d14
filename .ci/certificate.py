"""A certificate for this machine, or for other names."""

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
subjectAltName = {names}
basicConstraints = critical, CA:FALSE
"""


def certificate(folder, names=("localhost",)):
    """The paths of a certificate and of its key."""
    folder = pathlib.Path(folder)
    configuration, pem, key = (folder / name for name in ("req.cnf", "cert.pem", "key.pem"))
    names = ",".join(f"DNS:{name}" for name in names)
    configuration.write_text(CONFIGURATION.format(names=names))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-config", configuration, "-out", pem, "-keyout", key],
        check=True, capture_output=True,
    )
    return str(pem), str(key)
