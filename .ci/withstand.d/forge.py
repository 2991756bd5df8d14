"""The binary under test, as a process."""

import os
import re
import signal
import subprocess
import tempfile
import time


class Forge:
    """Serves both surfaces on free ports; `limits` are variables of its environment."""

    def __init__(self, binary, upstream, token, **limits):
        self.token = token
        self.log_file = tempfile.TemporaryFile("w+b")
        environment = {
            "MISTRAL_AI_API_KEY": token,
            "FORGE_TRAINING_JOBS_BASE_URI": upstream,
            "FORGE_TRAINING_JOBS_REST_PORT": "0",
            "FORGE_TRAINING_JOBS_MCP_PORT": "0",
            **{name: str(value) for name, value in limits.items()},
        }
        # The binary begins with the limit of open files that is usual, and has to raise it by itself.
        command = ["sh", "-c", 'ulimit -Sn 1024 && exec "$0" serve', binary]
        self.process = subprocess.Popen(command, env=environment, stderr=self.log_file)
        self.rest, self.mcp = self.address("rest"), self.address("mcp")

    def address(self, kind, name=None):
        name = name or f"jobs-{kind}"
        for _ in range(200):
            found = re.search(rf"{name}.*http://([\d.]+):(\d+)", self.log())
            if found:
                return found[1], int(found[2])
            time.sleep(0.05)
        raise SystemExit(f"the binary does not serve:\n{self.log()}")

    def surface(self, kind):
        return self.rest if kind == "rest" else self.mcp

    def log(self):
        self.log_file.seek(0)
        return self.log_file.read().decode(errors="replace")

    def memory(self, line="VmRSS"):
        """Resident memory in MiB; `VmHWM` is the most there ever was."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(rf"{line}:\s+(\d+)", status.read())[1]) / 1024

    def files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def cpu(self):
        """Seconds of all threads."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask_to_end(self):
        self.process.send_signal(signal.SIGTERM)

    def end(self, patience=15):
        """The exit code after SIGTERM; the log holds no secret."""
        if self.process.poll() is None:
            self.ask_to_end()
        try:
            code = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = "killed"
        assert self.token not in self.log(), "the log shows the credential"
        return code
