"""A Dask cluster of four processes on this machine, until standard input ends."""

import sys

from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(
        n_workers=4, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        pids = [nanny.pid for nanny in cluster.workers.values()]
        print(cluster.scheduler_address, *pids, flush=True)
        sys.stdin.read()
