"""Kubernetes: a CronJob (batch/v1), its config and its volumes.

Paths in the container are those of the config, so that the config is used as it is.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from feedgen_news.model import OutputFile
from feedgen_news.scheduling.job import HOUR, Job, crontab_time, yaml_text

_CLAIM = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {name}
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: {size}
---
"""
_CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: feedgen-news
data:
  config.yaml: {text}
---
"""
_JOB = """\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: feedgen-news
spec:
  schedule: {time}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: {deadline}
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 0
      activeDeadlineSeconds: {timeout}
      ttlSecondsAfterFinished: 86400
      template:
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          enableServiceLinks: false
          securityContext:
            runAsNonRoot: true
            runAsUser: 10001
            runAsGroup: 10001
            fsGroup: 10001
            fsGroupChangePolicy: OnRootMismatch
            seccompProfile:
              type: RuntimeDefault
          containers:
            - name: build
              image: feedgen-news
              imagePullPolicy: IfNotPresent
              args: {arguments}
              resources:
                requests: {{cpu: 100m, memory: 256Mi}}
                limits: {{memory: 2Gi}}
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities:
                  drop: [ALL]
              volumeMounts:
                - {{name: tmp, mountPath: /tmp}}
                - {{name: config, mountPath: {config}, subPath: config.yaml, readOnly: true}}
{mounts}
          volumes:
            - name: tmp
              emptyDir: {{sizeLimit: 2Gi}}
            - name: config
              configMap: {{name: feedgen-news}}
{volumes}
"""
_INDENT = " " * 16
_SIZES = {"archive": "5Gi", "output": "1Gi", "dumps": "10Gi", "reports": "100Mi"}


def write(job: Job) -> tuple[OutputFile, ...]:
    """The manifests in one file. Dumps and layouts come from a volume that your scraper fills."""
    mounts = list(_mounts(job))
    names = dict.fromkeys(mount.claim for mount in mounts)
    lines = [
        *job.heading("kubernetes"),
        "# `kubectl apply -f`, after an image was built of the Containerfile and `image` names it.",
        "# The scraper writes to the claim `feedgen-news-dumps`: each `subPath` below is a folder",
        "# of it, named after the folder that the config names, so that the scraper mounts it",
        "# with the same `subPath`. Layouts and templates are not in the ConfigMap: copy them",
        "# to theirs (`kubectl cp`). A web server reads the claim `feedgen-news-output`.",
        "# On several nodes claims need ReadWriteMany, but for the archive: SQLite does not belong",
        "# on a network file system. Times are the cluster's.",
    ]
    text = (
        "".join(f"{line}\n" for line in lines)
        + "".join(_CLAIM.format(name=f"feedgen-news-{name}", size=_SIZES[name]) for name in names)
        + _CONFIG.format(text=yaml_text(job.text))
        + _JOB.format(
            time=yaml_text(crontab_time(job)),
            deadline=min(job.seconds, HOUR),
            timeout=max(job.seconds, HOUR),
            arguments="[" + ", ".join(map(yaml_text, job.command("build", "-q")[1:])) + "]",
            config=yaml_text(str(job.config)),
            mounts="\n".join(map(_mount, mounts)),
            volumes="\n".join(map(_volume, names)),
        )
    )
    return (OutputFile("feedgen-news.yaml", text.encode()),)


def cautions(job: Job) -> tuple[str, ...]:
    """Of a volume that hides the config."""
    return tuple(
        f"{folder} is read from a volume, and the config lies in it, where nothing can be mounted;"
        " keep dumps, layouts and templates in folders of their own"
        for folder in job.read
        if job.config.is_relative_to(folder)
    )


class _Mount(msgspec.Struct, frozen=True):
    claim: str
    place: Path  # in the container
    purpose: str
    whole: bool = False  # not a folder of the claim, but all of it
    only_read: bool = False


def _mounts(job: Job) -> Iterator[_Mount]:
    yield _Mount("archive", job.archive.parent, "the archive", whole=True)
    yield _Mount("output", job.output, "what a web server serves", whole=True)
    known = {job.archive.parent, job.output}
    for path in sorted({path.parent for path in job.reports} - known):
        yield _Mount("reports", path, "reports")
    for path in job.read:
        if path not in known:
            yield _Mount("dumps", path, _purpose(path, job), only_read=True)


def _purpose(folder: Path, job: Job) -> str:
    def holds(paths: tuple[Path, ...]) -> bool:
        return any(path.is_relative_to(folder) for path in paths)

    dumps = ["dumps, which the scraper writes here"] if holds(job.dumps) else []
    others = ["layouts or templates, which you copy here"] if holds(job.others) else []
    return "; ".join(dumps + others)


def _mount(mount: _Mount) -> str:
    """Two lines. A folder of a claim has the path that it stands for, which never shifts."""
    inside = "" if mount.whole else f", subPath: {yaml_text(str(mount.place).strip('/'))}"
    only_read = ", readOnly: true" if mount.only_read else ""
    place = yaml_text(str(mount.place))
    return (
        f"{_INDENT}# {mount.purpose}\n"
        f"{_INDENT}- {{name: {mount.claim}, mountPath: {place}{inside}{only_read}}}"
    )


def _volume(name: str) -> str:
    claim = f"persistentVolumeClaim: {{claimName: feedgen-news-{name}}}"
    return f"            - name: {name}\n              {claim}"
