#!/usr/bin/env python3
"""Reads what the benchmark measured and prints tables, and which promised lines are met (python3, stdlib only).

  report.py DIRECTORY PART...

Ends non-zero when a line is not met or could not be judged. Ratios are made within each round, where both programs met
the same machine, and their median counts.
"""
import json
import os
import platform
import subprocess
import sys
from statistics import median

AGAINST_NDPI = 3.0
ANONYMOUS_MIB = 400
RESIDENT_MIB = 500
# What is played of the dearest frame, each copy opening a flow, beside what is played of short flows: a twentieth.
WORST_AGAINST_RAW = 0.05
# What a pass may need beyond the second before it counts as growth: 5 % of the limit.
GROWTH_MIB = 20
LIVE_AGAINST_C = 1.35
# A yardstick that is slow itself would flatter.
C_AGAINST_TCPDUMP = 1.25
# What is still done of the best when twice as much is offered as can be borne, and what counts as borne: a frame in 1000 lost.
UNDER_OVERLOAD = 0.9
BORNE_LOSS = 0.001
# Processor time that looking into a flow and labelling it may take, and what of the engine's price a packet of a flow that
# needs no more looking may cost.
INSPECTION_MICROS = 6.0
ANSWERED_AGAINST_ENGINE = 1.05

FILE_PROGRAMS = ("tapwarden", "ndpiReader", "softflowd", "argus", "tcpdump", "tshark", "file_flows")
LIVE_PROGRAMS = ("tapwarden", "ring_flows", "tcpdump")


def packets_in(path):
    """Records of a classic little-endian pcap."""
    packets, size = 0, os.path.getsize(path)
    with open(path, "rb") as file:
        at = 24
        while at + 16 <= size:
            file.seek(at + 8)
            at += 16 + int.from_bytes(file.read(4), "little")
            packets += at <= size
    return packets


def spread(values, digits=0):
    form = "%%.%df" % digits
    return tuple(form % value for value in (median(values), min(values), max(values)))


def ratios(numerator, denominator):
    """-> the ratio of each round that has both"""
    return [numerator[r] / denominator[r] for r in sorted(numerator.keys() & denominator.keys())]


class Lines:
    """The promised lines."""

    def __init__(self):
        self.failed = 0

    def judge(self, met, text):
        self.failed += not met
        print("  %-8s %s" % ("met" if met else "NOT MET", text))

    def ratio(self, values, limit, at_least, text):
        if not values:
            self.judge(False, text + ": not measured")
            return
        middle = median(values)
        met = middle >= limit if at_least else middle <= limit
        each = " ".join("%.2f" % v for v in values)
        self.judge(met, "%s: %.2f (wanted %s %.2f; each round: %s)" % (text, middle, ">=" if at_least else "<=", limit, each))


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = int(next(line.split()[1] for line in open("/proc/meminfo") if line.startswith("MemTotal"))) // 1024
    print("machine: %d processors (%s), %d MiB, Linux %s, load now %.1f %.1f %.1f" %
          (os.cpu_count(), model, memory, platform.release(), *os.getloadavg()))
    java = os.path.join(os.environ.get("JAVA_HOME", ""), "bin", "java")
    print("java: " + "; ".join(output_of(java, "--version").splitlines()[:2]))
    names = ("libndpi-bin", "softflowd", "argus-server", "tcpdump", "tshark", "gcc", "libpcap0.8")
    print("others: " + ", ".join(output_of("dpkg-query", "-W", "-f", "${Package} ${Version}\n", *names).splitlines()))
    print("tapwarden: " + output_of("git", "describe", "--always", "--dirty", "--abbrev=10"))


def loads(rows):
    if rows:
        values = [row["load"] for row in rows]
        print("load while measuring: median %s, %s to %s" % spread(values, 1))
        if median(values) > os.cpu_count():
            print("others were working on this machine: times are for orientation, ratios within a round hold better")


def file_part(directory, rows, lines):
    rates_of = {}
    for capture in ("mix", "raw"):
        packets = packets_in(os.path.join(directory, capture + ".pcap"))
        print("\n%s: %d packets, %d MB" % (capture, packets, os.path.getsize(os.path.join(directory, capture + ".pcap")) // 10**6))
        print("  %-12s %6s  %24s  %24s  %9s %9s %9s" %
              ("", "", "1000 packets a CPU-second", "CPU-seconds", "wall s", "RSS MiB", "anon MiB"))
        print("  %-12s %6s  %8s %7s %8s  %8s %7s %7s" % ("", "passes", "median", "min", "max", "median", "min", "max"))
        rates = {}
        for name in FILE_PROGRAMS:
            mine = [row for row in rows if row["name"] == name and row["capture"] == capture and row["exit"] == 0]
            if not mine:
                print("  %-12s not measured" % name)
                continue
            rates[name] = {row["round"]: packets * row["passes"] / max(row["cpu"], 1e-3) for row in mine}
            print("  %-12s %6d  %8s %7s %8s  %8s %7s %7s  %9.1f %9.0f %9.0f" % (
                name, mine[0]["passes"], *spread([r / 1000 for r in rates[name].values()]),
                *spread([row["cpu"] for row in mine], 2), median(row["wall"] for row in mine),
                max(row["rss_kib"] for row in mine) / 1024, max(row["anonymous_kib"] for row in mine) / 1024))
        print()
        ours = rates_of[capture] = rates.get("tapwarden", {})
        lines.ratio(ratios(ours, rates.get("ndpiReader", {})), AGAINST_NDPI, True,
                    "%s: packets a CPU-second, tapwarden / ndpiReader" % capture)
        for other in ("softflowd", "argus", "file_flows"):
            both = ratios(ours, rates.get(other, {}))
            if both:
                print("  %-8s %s: tapwarden / %s: %.2f" % ("", capture, other, median(both)))
        memory(capture, [row for row in rows if row["name"] == "tapwarden" and row["capture"] == capture], lines)
        lines.ratio(ratios(rates.get("tcpdump", {}), rates.get("file_flows", {})), C_AGAINST_TCPDUMP, False,
                    "%s: CPU a packet, the C program / tcpdump -w /dev/null" % capture)
    worst_frame(directory, [row for row in rows if row["capture"] == "worst" and row["exit"] == 0], rates_of["raw"], lines)


def worst_frame(directory, mine, raw, lines):
    path = os.path.join(directory, "worst.pcap")
    packets = packets_in(path)
    with open(os.path.join(directory, "worst.txt")) as file:
        print("\nworst: %d packets, %d MB; %s" % (packets, os.path.getsize(path) // 10**6, file.read().strip()))
    rates = {row["round"]: packets * row["passes"] / max(row["cpu"], 1e-3) for row in mine}
    for name, values in (("worst", rates), ("raw", raw)):
        if values:
            print("  %-12s 1000 packets a CPU-second: %s, %s to %s" % (name, *spread([r / 1000 for r in values.values()])))
    if mine:
        print("  %-12s %.0f MiB of anonymous memory at the peak" % ("worst", max(row["anonymous_kib"] for row in mine) / 1024))
    print()
    lines.ratio(ratios(rates, raw), WORST_AGAINST_RAW, True, "worst: packets a CPU-second of tapwarden, worst / raw")
    # Passes cannot be told apart when all flows live to the end of each.
    wrong = [row for row in mine if sum(row["records_by_pass"]) != row["passes"] * packets]
    lines.judge(mine and not wrong, "worst: every packet opens a flow%s" % "".join(
        "; %d records of %d" % (sum(row["records_by_pass"]), row["passes"] * packets) for row in wrong))


def memory(capture, mine, lines):
    mine = [row for row in mine if row["exit"] == 0]
    if not mine:
        lines.judge(False, "%s: records and memory of tapwarden: not measured" % capture)
        return
    wrong = [row for row in mine if len(row["records_by_pass"]) != row["passes"] or len(set(row["records_by_pass"])) != 1]
    shown = (wrong or mine)[0]
    counts = shown["records_by_pass"]
    lines.judge(not wrong, "%s: records a pass: %s%s" % (
        capture, " ".join(map(str, counts)) if wrong else "%d, %d times" % (counts[0], len(counts)),
        "" if all(row["same_records"] for row in mine) else " (the passes differ in what they wrote)"))
    anonymous = max(row["anonymous_kib"] for row in mine) / 1024
    resident = max(row["rss_kib"] for row in mine) / 1024
    lines.judge(anonymous <= ANONYMOUS_MIB, "%s: peak of anonymous memory %.0f MiB (wanted <= %d)" % (capture, anonymous, ANONYMOUS_MIB))
    lines.judge(resident <= RESIDENT_MIB, "%s: peak of resident memory %.0f MiB (wanted <= %d)" % (capture, resident, RESIDENT_MIB))
    worst = max(mine, key=lambda row: max(row["anonymous_kib_by_pass"][1:], default=0) - row["anonymous_kib_by_pass"][min(1, len(row["anonymous_kib_by_pass"]) - 1)])
    peaks = [kib / 1024 for kib in worst["anonymous_kib_by_pass"]]
    flat = len(peaks) == worst["passes"] and max(peaks[1:], default=0) - peaks[1] <= GROWTH_MIB
    lines.judge(flat, "%s: flat from pass 2 (wanted: no later pass above it by more than %d MiB); MiB a pass, worst round: %s" %
                (capture, GROWTH_MIB, " ".join("%.0f" % peak for peak in peaks)))


def live_part(directory, rows, lines):
    if not rows:
        print("\nlive: not measured")
        return
    with open(os.path.join(directory, "live.json")) as file:
        traffic = json.load(file)
    print("\nlive: " + ", ".join("%s %s" % (key, value) for key, value in traffic.items()))
    print("  %-12s %24s  %10s %10s  %s" % ("", "CPU-ns a packet", "received %", "drops", "bytes allocated a packet"))
    print("  %-12s %8s %7s %7s" % ("", "median", "min", "max"))
    costs = {}
    for name in LIVE_PROGRAMS:
        mine = [row for row in rows if row["name"] == name and row["packets"] > 0]
        if not mine:
            print("  %-12s not measured" % name)
            continue
        costs[name] = {row["round"]: row["cpu_ns"] / row["packets"] for row in mine}
        allocated = [row["bytes_per_packet"] for row in mine if row["bytes_per_packet"] is not None]
        print("  %-12s %8s %7s %7s  %10.3f %10d  %s" % (
            name, *spread(list(costs[name].values())), 100 * sum(row["packets"] for row in mine) / sum(row["sent"] for row in mine),
            sum(row["drops"] for row in mine), "%.3f" % max(allocated) if allocated else "-"))
    print()
    lines.ratio(ratios(costs.get("tapwarden", {}), costs.get("ring_flows", {})), LIVE_AGAINST_C, False,
                "live: CPU a packet, tapwarden / the C program")
    both = ratios(costs.get("tapwarden", {}), costs.get("tcpdump", {}))
    if both:
        print("  %-8s live: tapwarden / tcpdump -w /dev/null: %.2f" % ("", median(both)))
    lines.ratio(ratios(costs.get("ring_flows", {}), costs.get("tcpdump", {})), C_AGAINST_TCPDUMP, False,
                "live: CPU a packet, the C program / tcpdump -w /dev/null")


def overload_part(_, rows, lines):
    if not rows:
        print("\noverload: not measured")
        return
    print("\noverload: the whole appliance on one processor, shared with twelve programs that only compute; packets a second")
    print("  round  %10s %10s %10s %12s" % ("offered", "processed", "dropped %", "lost behind"))
    kept = []
    for number in sorted({row["round"] for row in rows}):
        mine = [row for row in rows if row["round"] == number]
        for row in mine:
            row["offered_rate"], row["done_rate"] = row["sent"] / row["seconds"], row["processed"] / row["seconds"]
            print("  %5d  %10.0f %10.0f %10.2f %12d" % (
                number, row["offered_rate"], row["done_rate"], 100 * row["dropped"] / max(1, row["offered"]), row["behind"]))
        borne = max((row["offered_rate"] for row in mine if row["dropped"] <= BORNE_LOSS * row["offered"]), default=0)
        twice = [row for row in mine if borne > 0 and row["offered_rate"] >= 2 * borne]
        if twice:
            kept.append(min(twice, key=lambda row: row["offered_rate"])["done_rate"] / max(row["done_rate"] for row in mine))
        else:
            print("  round %d: nothing was borne, or nobody could offer twice as much as %.0f" % (number, borne))
    print()
    lines.ratio(kept, UNDER_OVERLOAD, True, "overload: done at twice what can be borne / the best")
    wrong = [row for row in rows if not row["sent"] == row["offered"] == row["processed"] + row["dropped"]]
    lines.judge(not wrong, "overload: sent = offered = processed + dropped by name, to the packet, %d times%s" % (
        len(rows), "".join("; %d sent, %d offered, %d processed, %d dropped" % (r["sent"], r["offered"], r["processed"], r["dropped"]) for r in wrong)))


def inspect_part(_, rows, lines):
    print("\ninspect: CPU of the whole program, with nobody who looks into flows and with inspector and labeller, records thrown away")
    print("  %-10s %10s  %24s  %24s  %24s" % ("", "", "ns each, nobody looks", "ns each, looked into", "difference"))
    print("  %-10s %10s" % ("", "each round") + "  %8s %7s %8s" % ("median", "min", "max") * 3)
    more = {}
    for name in ("mix", "raw", "answered"):
        mine = [row for row in rows if row["name"] == name]
        if not mine:
            continue
        without, looked = ([row[key] / row["things"] for row in mine] for key in ("engine_ns", "whole_ns"))
        more[name] = [b - a for a, b in zip(without, looked)]
        print("  %-10s %10d" % (name, mine[0]["things"]) +
              "".join("  %8s %7s %8s" % spread(values, 1) for values in (without, looked, more[name])))
    print("  each is a flow of the captures, and a packet of flows that are answered: there the reading thread, less what makes the packets")
    print()
    for name in ("mix", "raw"):
        lines.ratio([nanos / 1000 for nanos in more.get(name, [])], INSPECTION_MICROS, False,
                    "inspect: looking into a flow of %s and labelling it, us of CPU" % name)
    answered = [row["whole_ns"] / row["engine_ns"] for row in rows if row["name"] == "answered"]
    lines.ratio(answered, ANSWERED_AGAINST_ENGINE, False, "inspect: a packet of an answered flow / the engine's price of it")


def main():
    directory, parts = sys.argv[1], sys.argv[2:]
    with open(os.path.join(directory, "results.ndjson")) as file:
        rows = [json.loads(line) for line in file]
    machine()
    loads(rows)
    lines = Lines()
    for part in parts:
        judge = {"file": file_part, "live": live_part, "overload": overload_part, "inspect": inspect_part}[part]
        judge(directory, [row for row in rows if row["part"] == part], lines)
    print()
    print("bench: %s" % ("all lines met" if lines.failed == 0 else "%d lines NOT MET" % lines.failed))
    return 0 if lines.failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
