"""A Slurm of its own: one node on loopback, in a folder that is thrown away.

Needs Debian and root. Its three daemons are child processes; they, the jobs, and the folder are
gone at the end. What Debian's packages bring along is not started, and not configured.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PACKAGES = ("munge", "slurm-client", "slurmctld", "slurmd")
PROGRAMS = ("munged", "mungekey", "squeue", "slurmctld", "slurmd")
SECONDS = 600.0
NODE = "localhost"  # a node of this name runs on any machine
_POLICY = Path("/usr/sbin/policy-rc.d")

CONFIGURATION = """
ClusterName=here
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerParameters=bf_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SwitchType=switch/none
PropagateResourceLimits=NONE
ReturnToService=2
KillWait=5
UnkillableStepTimeout=900
NodeName={node} NodeAddr=127.0.0.1 NodeHostname={host} CPUs=2 RealMemory=8000 State=UNKNOWN
PartitionName=main Nodes={node} Default=YES MaxTime=INFINITE State=UP
"""


def install() -> None:
    """Install Debian's Slurm where it is missing, without starting any service of it."""
    if all(shutil.which(program) for program in PROGRAMS):
        return
    ours = not _POLICY.exists()
    if ours:
        _POLICY.write_text("#!/bin/sh\nexit 101\n")
        _POLICY.chmod(0o755)
    try:
        for words in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
            subprocess.run(
                ["apt-get", "-q", *words],
                check=True,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
    finally:
        if ours:
            _POLICY.unlink()


class SlurmHere:
    """A running Slurm.

    Attributes
    ----------
    folder
        Where it keeps everything.
    environment
        With what programs of Slurm, and those that call them, are to be started.
    mark
        A variable that every process has that is started by it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.conf = folder / "slurm.conf"
        self.mark = f"SLURM_CONF={self.conf}"
        self.environment = {**os.environ, "SLURM_CONF": str(self.conf)}
        self._daemons: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start it, and wait until its node takes jobs."""
        folder = self.folder
        for name in ("state", "spool"):
            (folder / name).mkdir()
        ports = _free_ports(2)
        self.conf.write_text(
            CONFIGURATION.format(
                folder=folder, host=socket.gethostname().partition(".")[0], node=NODE,
                controller_port=ports[0], node_port=ports[1],
            )
        )  # fmt: skip
        (folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\n")
        subprocess.run(["mungekey", "--create", f"--keyfile={folder}/munge.key"], check=True)
        self._daemon(
            "munged", "--foreground", "--force", f"--key-file={folder}/munge.key",
            f"--socket={folder}/munge.socket", f"--pid-file={folder}/munged.pid",
            f"--seed-file={folder}/munged.seed", "--num-threads=2",
        )  # fmt: skip
        self.until((folder / "munge.socket").exists)
        self.start_controller()
        self._daemon("slurmd", "-D", "-N", NODE)
        self.until(lambda: self.ask("sinfo", "--noheader", "--format=%T").strip() == "idle")

    def start_controller(self) -> None:
        """Start what takes jobs and gives them to nodes."""
        self._daemon("slurmctld", "-D", "-i")

    def kill_controller(self) -> None:
        """Kill it; jobs run on."""
        _kill(self._daemons.pop("slurmctld"))

    def ask(self, *words: str) -> str:
        """Return what a program of Slurm prints; nothing if it fails."""
        done = subprocess.run(
            words, env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout if done.returncode == 0 else ""

    def jobs(self, *states: str) -> list[str]:
        """Return the numbers of the jobs in the queue, or of those in some states."""
        only = [f"--states={','.join(states)}"] if states else []
        return self.ask("squeue", "--noheader", "--format=%i", *only).split()

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds."""
        deadline = time.monotonic() + SECONDS
        while not condition():
            for name, daemon in self._daemons.items():
                assert daemon.poll() is None, f"{name} ended: {self.said(name)}"
            assert time.monotonic() < deadline, self.said(*self._daemons)
            time.sleep(0.1)

    def said(self, *names: str) -> str:
        """Return what daemons have logged last."""
        logs = {name: self.folder / f"{name}.log" for name in names}
        return "\n".join(f"{name}: {path.read_text()[-2000:]}" for name, path in logs.items())

    def end(self) -> None:
        """Cancel what is left, and end every process that was started."""
        with suppress(OSError, AssertionError):
            if self._daemons.keys() >= {"slurmctld", "slurmd"}:
                self.ask("scancel", "--user=root")
                self.until(lambda: not self.jobs())
        for name in reversed(list(self._daemons)):
            _kill(self._daemons.pop(name))
        for process in self._left():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def _left(self) -> list[int]:
        """Return processes that were started by it, such as those of jobs."""
        found = [path for path in Path("/proc").glob("[0-9]*/environ") if is_in(path, self.mark)]
        return [int(path.parent.name) for path in found]

    def _daemon(self, *words: str) -> None:
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            self._daemons[words[0]] = subprocess.Popen(
                words, stdout=log, stderr=log, env=self.environment
            )


@contextmanager
def slurm_here() -> Iterator[SlurmHere]:
    """Install Slurm if need be, start it, and end it with all that runs in it."""
    install()
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))  # short, for the path of a socket
    folder.chmod(0o755)
    slurm = SlurmHere(folder)
    try:
        slurm.start()
        yield slurm
    finally:
        slurm.end()
        shutil.rmtree(folder, ignore_errors=True)


def is_in(environ: Path, variable: str) -> bool:
    """Whether the file of the variables of a process has one with this value."""
    try:
        return variable.encode() in environ.read_bytes().split(b"\0")
    except OSError:  # it is gone
        return False


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
