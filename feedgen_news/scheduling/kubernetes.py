"""Kubernetes: a CronJob (batch/v1), its config and its volumes.

Paths in the container are those of the config, so that the config is used as it is.
"""

from collections.abc import Iterator
from pathlib import Path

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
_SIZES = {"archive": "5Gi", "output": "1Gi", "dumps": "10Gi", "reports": "100Mi"}


def write(job: Job) -> tuple[OutputFile, ...]:
    """The manifests in one file. Dumps and layouts come from a volume that your scraper fills."""
    mounts = list(_mounts(job))
    names = dict.fromkeys(name for name, *_ in mounts)
    lines = [
        *job.heading("kubernetes"),
        "# `kubectl apply -f`, after an image was built of the Containerfile and `image` names it.",
        "# The scraper writes to the claim `feedgen-news-dumps`, a web server reads the claim",
        "# `feedgen-news-output`. On several nodes they need ReadWriteMany, but for the archive:",
        "# SQLite does not belong on a network file system. Times are the cluster's.",
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
            mounts="\n".join(" " * 16 + f"- {{{_mount(*mount)}}}" for mount in mounts),
            volumes="\n".join(map(_volume, names)),
        )
    )
    return (OutputFile("feedgen-news.yaml", text.encode()),)


def _mounts(job: Job) -> Iterator[tuple[str, Path, str, bool]]:
    """Claim, place in the container, folder of the claim, and whether it is only read."""
    yield "archive", job.archive.parent, "", False
    yield "output", job.output, "", False
    known = {job.archive.parent, job.output}
    others = sorted({path.parent for path in job.reports} - known)
    yield from (("reports", path, f"reports-{n}", False) for n, path in enumerate(others))
    yield from (
        ("dumps", path, f"dumps-{n}", True)
        for n, path in enumerate(path for path in job.read if path not in known)
    )


def _mount(name: str, place: Path, folder: str, only_read: bool) -> str:
    inside = f", subPath: {folder}" if folder else ""
    return f"name: {name}, mountPath: {yaml_text(str(place))}{inside}" + (
        ", readOnly: true" if only_read else ""
    )


def _volume(name: str) -> str:
    claim = f"persistentVolumeClaim: {{claimName: feedgen-news-{name}}}"
    return f"            - name: {name}\n              {claim}"
