#!/usr/bin/env python3
"""Runs one program and tells what it cost, as one line of JSON (python3, stdlib only).

  measure.py --name NAME --capture NAME --round N --log FILE [--passes N] [--records FILE] -- COMMAND...

What the program says goes to the log.

Processor time, wall time and the peak of resident memory are the child's own (wait4). Anonymous memory is looked at
every 100 ms. With --records, FILE is what `tapwarden replay --flows` wrote over its passes; records and peak of anonymous
memory are then told per pass. Which pass a moment belongs to is read off the file's length at that
moment, so what a pass needs before its first flow ends counts towards the pass before.
"""
import argparse
import hashlib
import json
import os
import signal
import sys
import threading
import time

INTERVAL = 0.1
AT_THE_END = b'"end_reason":"capture_ended"'


def anonymous_kib(pid):
    try:
        with open("/proc/%d/status" % pid) as status:
            for line in status:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def length(path):
    try:
        return os.path.getsize(path)
    except (OSError, TypeError):
        return 0


def sample(pid, records, samples, over):
    while True:
        samples.append((length(records), anonymous_kib(pid)))
        if over.wait(INTERVAL):
            return


def passes_of(path):
    """-> records of each pass, whether all passes wrote the same bytes, and the byte at which each ends"""
    counts, digests, ends = [], [], []
    count, at, digest, ending = 0, 0, hashlib.sha256(), False
    with open(path, "rb", buffering=1 << 20) as file:
        for line in file:
            # What still lives when a capture ends is written last; the next record is of the next pass.
            cut = AT_THE_END in line
            if ending and not cut:
                counts.append(count)
                digests.append(digest.digest())
                ends.append(at)
                count, digest = 0, hashlib.sha256()
            ending = cut
            count += 1
            at += len(line)
            digest.update(line)
    return counts + [count], len(set(digests + [digest.digest()])) == 1, ends + [at]


def peaks(samples, ends):
    peak = [0] * len(ends)
    for size, kib in samples:
        which = next((i for i, end in enumerate(ends) if size < end), len(ends) - 1)
        peak[which] = max(peak[which], kib)
    return peak


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--capture", required=True)
    parser.add_argument("--round", type=int, required=True)
    parser.add_argument("--passes", type=int, default=1)
    parser.add_argument("--records")
    parser.add_argument("--log", required=True)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    if options.records and os.path.exists(options.records):
        os.remove(options.records)
    # Whoever ends us ends the program, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    pid = os.posix_spawnp(options.command[0], options.command, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, options.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2)])
    samples, over = [], threading.Event()
    sampler = threading.Thread(target=sample, args=(pid, options.records, samples, over))
    sampler.start()
    try:
        _, status, used = os.wait4(pid, 0)
    except BaseException:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        raise
    finally:
        over.set()
        sampler.join()
    told = {
        "part": "file", "name": options.name, "capture": options.capture, "round": options.round,
        "passes": options.passes, "exit": os.waitstatus_to_exitcode(status),
        "cpu": round(used.ru_utime + used.ru_stime, 3), "user": round(used.ru_utime, 3),
        "wall": round(time.monotonic() - began, 3), "rss_kib": used.ru_maxrss,
        "anonymous_kib": max(kib for _, kib in samples), "load": round(os.getloadavg()[0], 1),
    }
    if options.records and told["exit"] == 0:
        told["records_by_pass"], told["same_records"], ends = passes_of(options.records)
        told["anonymous_kib_by_pass"] = peaks(samples, ends)
    print(json.dumps(told))
    return 0 if told["exit"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
