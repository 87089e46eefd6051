#!/usr/bin/env python3
"""The whole appliance on two processors under a school's traffic, with an analyst (python3, stdlib only; root).

  appliance.py --out DIRECTORY --sender PROGRAM --capture FILE [--packets N] [--flows N] [--seconds N] [--warm N] [--slack N]

Starts `tapwarden run` with a heap of 1 GiB on one end of a veth pair, everything on: devices, rules, history, kept packets,
console, metrics. Sends a school's conversations into the other end (reference/send_school.c). Meanwhile an analyst searches
through the control socket once a second, and probes, flows of a name that no other has, are searched for until they are found.

The flow table waits ten seconds behind the last frame of a closed TCP flow before the flow is over; so a probe is searched for
from then on, ten times a second, and the time counts from then: the tick that ends flows, deciding, the disk, the index and
the search itself are in it.

Prints what was measured, and whether each promised line is met. With --slack N what is wanted of times is N times as long;
losses are never wanted. Ends with 1 when a line is not met, with 2 when nothing could be measured.
"""
import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

LINGER = 10.0
SEARCHABLE = 2.0
LAG_MILLIS = 50
PROBE_EVERY = 0.1
LOST_PROBE = 60.0
HOST = "10.20.1.77"
HOSTS = 400

# What must stay 0 beside drops of frames and what was lost behind: of all that the sensor counts, what means that something
# was not looked at, not kept or not decided.
LOSSES = ("frames_unaccounted", "frames_given_up", "events_failed", "flows_evicted", "each_skipped", "inspections_refused",
          "endpoints_unresolved", "addresses_refused", "store_failures", "packets_kept_skipped", "packets_kept_failed")
# What was forgotten since its place was wanted: it cost a name, or nothing. Shown.
FORGOTTEN = ("name_answers_forgotten", "front_names_forgotten")
HISTORY_LOSSES = ("history_gaps_total", "history_disk_errors_total", "history_too_old_total", "searches_incomplete_total",
                  "searches_refused_total")

SEGMENTS = """\
segments:
  - {name: students, site: OAK, prefixes: [10.20.1.0/24, "2001:db8:0:20::/64"], population: student, tap: access}
  - {name: staff, site: OAK, prefixes: [10.20.2.0/24, "2001:db8:0:21::/64"], population: staff, tap: access}
"""
SETTINGS = """\
office: Oak Elementary
time-zone: UTC
state: state
capture: {interface: tap0, keep: {megabytes: 512, age: 10m}}
segments: segments.yaml
console: {host: 127.0.0.1, port: 8443}
"""


class Broken(Exception):
    """Nothing can be measured; in one line."""


def say(text):
    print("bench: " + text, flush=True)


def must(*command):
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise Broken("%s: %s" % (" ".join(command), ran.stderr.strip()))


def share(values, part):
    """The least value that so many of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-part * len(ordered) // 1) - 1)]


class Cable:
    """Two network namespaces and a cable between them."""

    def __init__(self):
        self.near, self.far = "tw-app-a%d" % os.getpid(), "tw-app-b%d" % os.getpid()

    def __enter__(self):
        try:
            for namespace in (self.near, self.far):
                must("ip", "netns", "add", namespace)
                # A kernel that asks for neighbours and routers would be counted, too.
                must("ip", "netns", "exec", namespace, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1",
                     "net.ipv6.conf.default.disable_ipv6=1")
            must("ip", "-n", self.near, "link", "add", "tap0", "type", "veth", "peer", "name", "out0")
            must("ip", "-n", self.near, "link", "set", "out0", "netns", self.far)
            must("ip", "-n", self.near, "link", "set", "lo", "up")
            must("ip", "-n", self.near, "link", "set", "tap0", "up")
            must("ip", "-n", self.far, "link", "set", "out0", "up")
        except Broken:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for namespace in (self.near, self.far):
            subprocess.run(("ip", "netns", "del", namespace), capture_output=True, check=False)


class Child:
    """A program on two processors in a namespace, ended when it is left."""

    def __init__(self, namespace, command, environment=None, **streams):
        pinned = ["ip", "netns", "exec", namespace, "taskset", "-c", "0,1"] + command
        self.process = subprocess.Popen(pinned, stdin=subprocess.DEVNULL, env=environment, **streams)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cpu(self):
        """Seconds of all its threads."""
        return cpu_of("/proc/%d/stat" % self.process.pid)[1]

    def threads(self):
        """Seconds by name of thread, numbers at the end left out."""
        sums, folder = {}, "/proc/%d/task" % self.process.pid
        for task in os.listdir(folder):
            try:
                name, seconds = cpu_of("%s/%s/stat" % (folder, task))
            except OSError:
                continue
            name = re.sub(r"[-#]?\d+$", "", name)
            sums[name] = sums.get(name, 0) + seconds
        return sums

    def resident(self):
        """MiB now, and at the most."""
        with open("/proc/%d/status" % self.process.pid) as file:
            values = dict(line.split(":", 1) for line in file)
        return tuple(int(values[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))


def busy():
    """Seconds that all processors of this machine were at work, for whomever."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, interrupts, soft, stolen = map(int, file.readline().split()[1:9])
    return (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")


def cpu_of(stat):
    with open(stat) as file:
        text = file.read()
    fields = text.rsplit(")", 1)[1].split()
    return text[text.index("(") + 1:text.rindex(")")], (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Appliance(Child):
    """`tapwarden run`, and how to ask it."""

    def __init__(self, namespace, folder):
        self.namespace, self.log = namespace, os.path.join(folder, "tapwarden.log")
        self.control = os.path.join(folder, "state", "control.sock")
        for name, text in (("segments.yaml", SEGMENTS), ("tapwarden.yaml", SETTINGS)):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        environment = dict(os.environ)
        environment["TAPWARDEN_JAVA_OPTS"] = (environment.get("TAPWARDEN_JAVA_OPTS", "") + " -Xmx1g").strip()
        with open(self.log, "w") as log:
            super().__init__(namespace, ["./tapwarden", "run", "--config", os.path.join(folder, "tapwarden.yaml")], environment,
                             stdout=log, stderr=subprocess.STDOUT)

    def await_ready(self):
        until = time.monotonic() + 120
        while time.monotonic() < until and self.process.poll() is None:
            with open(self.log) as log:
                if "watching tap0" in log.read():
                    return
            time.sleep(0.1)
        raise Broken("tapwarden did not start; see " + self.log)

    def ask(self, *arguments, files=None):
        """-> exit code, output"""
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(60)
            peer.connect(self.control)
            peer.sendall(json.dumps({"arguments": arguments, "files": files or {}}).encode() + b"\n")
            answer = b"".join(iter(lambda: peer.recv(1 << 16), b"")).decode()
        lines = answer.splitlines()
        if not lines or not lines[-1].startswith("x"):
            raise Broken("the control socket said nothing to " + " ".join(arguments))
        text = "\n".join(line[1:] for line in lines[:-1] if line.startswith("o"))
        errors = " ".join(line[1:] for line in lines[:-1] if line.startswith("e"))
        return int(lines[-1][1:]), text, errors

    def search(self, query, limit):
        """-> output of a search that was answered"""
        code, text, errors = self.ask("search", query, "--purpose", "measures the appliance", "--limit", str(limit), "--format",
                                      "ndjson")
        if code != 0 or "not complete" in errors:
            raise Broken("the search %s was not answered: %d %s" % (query, code, errors))
        return text

    def metrics(self):
        ran = subprocess.run(("ip", "netns", "exec", self.namespace, "curl", "-sk", "--max-time", "30",
                              "https://127.0.0.1:8443/metrics"), capture_output=True, text=True, check=False)
        values = {}
        for line in ran.stdout.splitlines():
            if line and not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                values[name.replace(",}", "}")] = float(value)
        if "tapwarden_frames_offered_total" not in values:
            raise Broken("the appliance tells no metrics: %s" % ran.stderr.strip())
        return values

    def settled(self):
        """Metrics when no frame waits any more: the counters stand still."""
        before = self.metrics()
        for _ in range(40):
            time.sleep(1.5)
            now = self.metrics()
            if all(before[key] == now[key] for key in ("tapwarden_frames_offered_total", "tapwarden_frames_processed_total")):
                return now
            before = now
        raise Broken("the appliance's counters do not come to rest")


class Worker(threading.Thread):
    """A thread whose trouble is not lost."""

    def __init__(self):
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.trouble = None
        self.unanswered = []

    def search(self, *question):
        """-> output, or nothing when it was not answered as it should"""
        try:
            return self.appliance.search(*question)
        except (Broken, OSError) as e:
            self.unanswered.append(str(e))
            return None

    def run(self):
        try:
            self.work()
        except (Broken, OSError, ValueError) as e:
            self.trouble = e

    def end(self):
        self.over.set()
        self.join(90)
        if self.trouble is not None:
            raise Broken("%s: %s" % (type(self).__name__.lower(), self.trouble))
        if self.is_alive():
            raise Broken("%s does not end" % type(self).__name__.lower())


class Analyst(Worker):
    """Looks for what is new, who is large, and what a host did, in turns, once a second."""

    QUERIES = (("sni:*", 50), ("| top 10 sni by bytes", 10), ("ip:" + HOST, 100), ("sni:*edu*", 50))

    def __init__(self, appliance):
        super().__init__()
        self.appliance, self.seconds, self.empty = appliance, [], 0
        self.began = time.monotonic()

    def work(self):
        turn, due = 0, time.monotonic()
        while not self.over.wait(max(0, due - time.monotonic())):
            due = max(due + 1, time.monotonic())
            began = time.monotonic()
            found = self.search(*self.QUERIES[turn % len(self.QUERIES)])
            self.seconds.append(time.monotonic() - began)
            # Before the first flows are over there is nothing to find.
            self.empty += found == "" and began - self.began > 2 * LINGER
            turn += 1


class Prober(Worker):
    """Looks for probes whose flow is over until they are found."""

    def __init__(self, appliance):
        super().__init__()
        self.appliance, self.lock = appliance, threading.Lock()
        self.waiting, self.delays, self.lost = {}, {}, []

    def sent(self, number, at):
        with self.lock:
            self.waiting[number] = at + LINGER

    def due(self):
        with self.lock:
            now = time.time()
            return {number: over for number, over in self.waiting.items() if over <= now}

    def work(self):
        while not self.over.is_set() or self.waiting:
            due = self.due()
            if due:
                text = self.search("sni:probe-*", 100) or ""
                now = time.time()
                found = {int(number) for number in re.findall(r"probe-(\d{6})", text)} & due.keys()
                for number in found:
                    self.delays[number] = now - due[number]
                late = {number for number in due.keys() - found if now - due[number] > LOST_PROBE}
                self.lost.extend(late)
                with self.lock:
                    for number in found | late:
                        del self.waiting[number]
            time.sleep(PROBE_EVERY)


class Sampler(Worker):
    """Heap and memory, every five seconds."""

    def __init__(self, appliance):
        super().__init__()
        self.appliance, self.heap, self.collected, self.resident = appliance, [], [], []

    def work(self):
        while not self.over.wait(5):
            now = self.appliance.metrics()
            self.heap.append(now.get('jvm_memory_bytes_used{area="heap"}', 0) / 2**20)
            self.collected.append(sum(value for name, value in now.items() if name.startswith("jvm_memory_pool_collection_used_bytes")) / 2**20)
            self.resident.append(self.appliance.resident()[0])


class Sender(Worker):
    """Reads what the sender tells, and hands its probes on."""

    def __init__(self, process, prober, first):
        super().__init__()
        self.process, self.prober, self.first, self.told = process, prober, first, {}

    def work(self):
        for line in self.process.stdout:
            words = line.split()
            if words and words[0] == "probe" and float(words[2]) / 1e9 >= self.first:
                self.prober.sent(int(words[1]), float(words[2]) / 1e9)
            elif words and words[0] == "sent":
                self.told = dict(zip(words[::2], map(float, words[1::2])))
            elif words and words[0] == "patterns":
                say("conversations to make others of: " + " ".join(words[1:]))


class Lines:
    """The promised lines."""

    def __init__(self):
        self.failed = 0

    def judge(self, met, text):
        self.failed += not met
        print("%-8s %s" % ("met" if met else "NOT MET", text))

    def note(self, text):
        print("%-8s %s" % ("", text))

    def times(self, values, part, wanted, name, unit):
        if not values:
            self.judge(False, "%s: not measured" % name)
            return
        found = share(values, part)
        self.judge(found <= wanted, "%s: %.2f %s (wanted <= %g %s; median %.2f, most %.2f, of %d)" %
                   (name, found, unit, wanted, unit, share(values, 0.5), max(values), len(values)))


def lag_line(lines, before, after, wanted):
    """Of steps: the least one that 99 % of the events do not exceed."""
    steps = []
    for name, value in after.items():
        step = re.fullmatch(r'tapwarden_capture_lag_seconds_bucket\{le="([^"]*)"\}', name)
        if step:
            steps.append((float(step[1].replace("+Inf", "inf")) * 1000, value - before.get(name, 0)))
    steps.sort()
    if not steps or steps[-1][1] == 0:
        lines.judge(False, "capture lag: not measured")
        return
    count = steps[-1][1]
    p50, p99, most = (next(millis for millis, n in steps if n >= part * count) for part in (0.5, 0.99, 1))
    mean = 1000 * (after["tapwarden_capture_lag_seconds_sum"] - before["tapwarden_capture_lag_seconds_sum"]) / count
    within = next(n for millis, n in steps if millis >= wanted) / count
    lines.judge(p99 <= wanted, "capture lag, p99: at most %g ms (wanted <= %g ms; %.3f %% within that; mean %.1f ms, median at most"
                " %g ms, the longest at most %g ms, of %d events)" % (p99, wanted, 100 * within, mean, p50, most, count))


def named(values, prefix):
    """-> {reason: value} of a counter with a label"""
    return {name[len(prefix) + 1:].split('"')[1]: value for name, value in values.items() if name.startswith(prefix + "{")}


def lost_lines(lines, before, after):
    """Everything that has a name for a loss, since the measuring began."""
    for title, counter in (("frames dropped", "tapwarden_frames_dropped_total"), ("lost behind", "tapwarden_lost_behind_total")):
        start, end = named(before, counter), named(after, counter)
        now = {reason: int(value - start.get(reason, 0)) for reason, value in end.items()}
        lines.judge(end and not any(now.values()), "%s: %s (wanted 0)" % (title, ", ".join("%s %d" % one for one in now.items())))
        if any(start.values()):
            lines.note("  before that, while it warmed up: %s" % ", ".join("%s %d" % one for one in start.items() if one[1]))
    names = ["tapwarden_sensor_" + name for name in LOSSES] + ["tapwarden_" + name for name in HISTORY_LOSSES]
    missing = [name for name in names if name not in after]
    now = {name: int(after.get(name, 0) - before.get(name, 0)) for name in names}
    lines.judge(not missing and not any(now.values()), "everything else that counts a loss (%d counters): %s (wanted 0)" %
                (len(names), ", ".join("%s %s" % (name, "is missing" if name in missing else now[name])
                                       for name in names if name in missing or now[name]) or "all 0"))
    lines.note("  forgotten for newer: " + ", ".join("%s %d" % (name, after.get("tapwarden_sensor_" + name, 0) -
                                                          before.get("tapwarden_sensor_" + name, 0)) for name in FORGOTTEN))


def measure(options, cable, lines):
    folder = os.path.join(options.out, "appliance")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with Appliance(cable.near, folder) as appliance:
        appliance.await_ready()
        devices = "mac,name,owner\n" + "".join("00:21:70:10:%02x:%02x,laptop-%d,office\n" % (n >> 8, n & 255, n) for n in range(HOSTS))
        code, _, errors = appliance.ask("devices", "import", "devices.csv", files={"devices.csv": devices})
        if code != 0:
            raise Broken("the list of devices was not taken: " + errors)
        prober, analyst, sampler = Prober(appliance), Analyst(appliance), Sampler(appliance)
        seconds = options.warm + options.seconds
        command = [options.sender, "out0", options.capture, str(options.packets), str(options.flows), str(seconds),
                   str(options.seed), str(seconds - 2)]
        with Child(cable.far, command, stdout=subprocess.PIPE, text=True) as child:
            began = time.time()
            sender = Sender(child.process, prober, began + options.warm)
            sender.start()
            # While it warms up somebody already searches: the compiler must have seen it all.
            analyst.start()
            prober.start()
            time.sleep(options.warm)
            before, cpu, threads = appliance.metrics(), appliance.cpu(), appliance.threads()
            sending, own, all_busy, at = child.cpu(), time.process_time(), busy(), time.monotonic()
            del analyst.seconds[:]
            sampler.start()
            say("measuring for %d s; load %s on %d processors" % (options.seconds, " ".join("%.1f" % l for l in os.getloadavg()), os.cpu_count()))
            time.sleep(max(0, began + seconds - 0.5 - time.time()))
            spent, took = appliance.cpu() - cpu, time.monotonic() - at
            by_thread = {name: value - threads.get(name, 0) for name, value in appliance.threads().items()}
            sending, own = child.cpu() - sending, time.process_time() - own
            others = max(0, busy() - all_busy - spent - sending - own)
            child.process.wait(60)
            sender.end()
        load = os.getloadavg()
        analyst.end()
        sampler.end()
        prober.end()
        after = appliance.settled()
        resident, peak = appliance.resident()
        told = sender.told
        if not told:
            raise Broken("the sender ended early")

        lines.note("%.2f of 2 processors: tapwarden %.1f s, sender %.1f s, this program %.1f s of CPU in %.0f s; load at the end %s" %
                   ((spent + sending + own) / took, spent, sending, own, took, " ".join("%.1f" % one for one in load)))
        lines.note("  others took %.2f of %d processors%s" % (
            others / took, os.cpu_count(), ": this run tells little" if others > 0.1 * took else ""))
        lines.note("  of tapwarden: " + ", ".join("%s %.1f" % one for one in sorted(by_thread.items(), key=lambda one: -one[1])[:10]))
        lines.note("heap in MiB: %s after collections, at most %s used; resident %.0f, at most %.0f" % (
            "%.0f" % sampler.collected[-1] if sampler.collected else "?", "%.0f" % max(sampler.heap, default=0), resident, peak))
        rates = told["sent"] / told["seconds"], told["flows"] / told["seconds"]
        lines.judge(rates[0] >= 0.99 * options.packets and rates[1] >= 0.99 * options.flows and told["skipped"] == 0,
                    "sent: %d frames, %.0f a second, %d flows, %.0f a second (wanted %d and %d; refused by the kernel and sent again"
                    " %d, at most %.0f ms late)" % (told["sent"], rates[0], told["flows"], rates[1], options.packets, options.flows,
                                                    told["again"], told["late-ms"]))
        offered, processed = (int(after["tapwarden_frames_%s_total" % what]) for what in ("offered", "processed"))
        lines.judge(offered == told["sent"], "seen: %d of %d frames, processed %d" % (offered, told["sent"], processed))
        lost_lines(lines, before, after)
        flows, indexed = (int(after["tapwarden_%s_total" % what]) for what in ("flows_ended", "history_indexed"))
        lines.judge(indexed >= flows > 0, "kept: %d slices found their index, of %d flows that ended" % (indexed, flows))
        lines.judge(analyst.empty == 0 and len(analyst.seconds) >= 0.9 * options.seconds,
                    "the analyst: %d searches, %d of them found nothing; %.0f ms in the median, %.0f at most" % (
                        len(analyst.seconds), analyst.empty, 1000 * share(analyst.seconds or [0], 0.5), 1000 * max(analyst.seconds, default=0)))
        unanswered = analyst.unanswered + prober.unanswered
        lines.judge(not unanswered, "searches not answered in full: %d%s" % (len(unanswered), "; " + unanswered[0] if unanswered else ""))
        lines.judge(not prober.lost, "probes never found: %d" % len(prober.lost))
        lines.times(list(prober.delays.values()), 0.99, SEARCHABLE * options.slack,
                    "searchable, p99, from when the table lets go of a closed flow (%g s behind its last frame)" % LINGER, "s")
        lag_line(lines, before, after, LAG_MILLIS * options.slack)
    shutil.rmtree(os.path.join(folder, "state"), ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--sender", required=True)
    parser.add_argument("--capture", required=True)
    parser.add_argument("--packets", type=int, default=100_000)
    parser.add_argument("--flows", type=int, default=2_000)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--warm", type=int, default=60)
    parser.add_argument("--slack", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    options.out = os.path.abspath(options.out)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    lines = Lines()
    print("appliance: %d packets and %d new flows a second for %d s, on two processors, -Xmx1g" %
          (options.packets, options.flows, options.seconds))
    try:
        with Cable() as cable:
            measure(options, cable, lines)
    except (Broken, OSError) as e:
        print("bench: %s" % e, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print("bench: %s" % ("all lines met" if lines.failed == 0 else "%d lines NOT MET" % lines.failed))
    return 0 if lines.failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
