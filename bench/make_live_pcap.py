#!/usr/bin/env python3
"""Makes the capture that the live part sends (python3, stdlib only); the same seed makes the same bytes.

  make_live_pcap.py --out FILE [--packets 1500000] [--flows 100000] [--seed 7]

70 % of the flows are TCP, the others UDP; 20 % IPv6; 30 % carry a VLAN tag. Which flow a packet belongs to is
drawn evenly, which is the worst case for a cache: no packet profits from the one before. Frame sizes: 38 % short,
20 % in between, 42 % full; a TCP flow begins with a SYN. IPv4 header checksums are right; TCP and UDP checksums are 0, since nobody here looks.
MAC addresses are locally administered and belong to nobody, so the receiving kernel throws the packets away early.
"""
import argparse
import json
import random
import struct


def header_sum(header):
    words = struct.unpack("!%dH" % (len(header) // 2), header)
    return sum(words)


class Flow:
    """Frame heads of both directions; only lengths (and what hangs on them) are still open."""

    def __init__(self, number, rnd):
        self.tcp = rnd.random() < 0.70
        self.six = rnd.random() < 0.20
        self.vlan = rnd.randrange(2, 12) if rnd.random() < 0.30 else 0
        host, server = number, rnd.getrandbits(24)
        ports = (rnd.randrange(1024, 65536), rnd.choice((443, 443, 443, 80, 53, 123, 8801, 5222)))
        macs = (b"\x02\x0a" + host.to_bytes(4, "big"), b"\x02\x0b\0\0\0" + bytes((server & 7,)))
        if self.six:
            ends = (bytes.fromhex("fd00000a00000000") + host.to_bytes(8, "big"),
                    bytes.fromhex("20010db800000000") + server.to_bytes(8, "big"))
        else:
            ends = (bytes((10,)) + (host & 0xffffff).to_bytes(3, "big"),
                    bytes((198, 18 + (server & 1))) + (server >> 8).to_bytes(2, "big"))
        protocol = 6 if self.tcp else 17
        tag = struct.pack("!HH", 0x8100, self.vlan) if self.vlan else b""
        self.heads = []
        for a, b in ((0, 1), (1, 0)):
            ether = macs[b] + macs[a] + tag + (b"\x86\xdd" if self.six else b"\x08\x00")
            if self.six:
                before, after = ether + b"\x60\0\0\0", bytes((protocol, 64)) + ends[a] + ends[b]
                base = 0
            else:
                before, after = ether + b"\x45\0", None
                base = (header_sum(b"\x45\0\0\0\0\0\x40\0\x40" + bytes((protocol,)) + b"\0\0") +
                        header_sum(ends[a]) + header_sum(ends[b]))
                after = (b"\0\0\x40\0\x40" + bytes((protocol,)), ends[a] + ends[b])
            self.heads.append((before, after, base, struct.pack("!HH", ports[a], ports[b])))
        self.overhead = 14 + len(tag) + (40 if self.six else 20) + (20 if self.tcp else 8)
        self.sequence = [rnd.getrandbits(32), rnd.getrandbits(32)]
        self.begun = False

    def frame(self, direction, wanted, filler):
        opens = self.tcp and not self.begun
        payload = 0 if opens else max(0, wanted - self.overhead)
        before, after, base, ports = self.heads[direction]
        segment = payload + (20 if self.tcp else 8)
        if self.six:
            network = before + struct.pack("!H", segment) + after
        else:
            total = 20 + segment
            s = base + total
            s = (s & 0xffff) + (s >> 16)
            s = (s & 0xffff) + (s >> 16)
            network = before + struct.pack("!H", total) + after[0] + struct.pack("!H", ~s & 0xffff) + after[1]
        if self.tcp:
            here, there = self.sequence[direction], self.sequence[1 - direction]
            flags = 0x02 if opens else 0x10
            transport = ports + struct.pack("!IIBBHI", here, there, 0x50, flags, 0xffff, 0)
            self.sequence[direction] = (here + payload + opens) & 0xffffffff
        else:
            transport = ports + struct.pack("!HH", segment, 0)
        self.begun = True
        return network + transport + filler[:payload]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--packets", type=int, default=1_500_000)
    parser.add_argument("--flows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rnd = random.Random(options.seed)
    filler = bytes(rnd.getrandbits(8) for _ in range(1500))
    flows = [Flow(n, rnd) for n in range(options.flows)]
    seen, size, tcp, six, tagged = set(), 0, 0, 0, 0
    pack = struct.Struct("<IIII").pack
    with open(options.out, "wb", buffering=1 << 20) as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number in range(options.packets):
            which = int(rnd.random() * options.flows)
            flow = flows[which]
            kind = rnd.random()
            wanted = 66 if kind < 0.38 else 100 + int(rnd.random() * 500) if kind < 0.58 else 1440 + int(rnd.random() * 60)
            # An answer cannot come before its question.
            direction = 1 if flow.begun and rnd.random() < 0.5 else 0
            frame = flow.frame(direction, wanted, filler)
            out.write(pack(1_760_000_000 + number // 500_000, number % 500_000 * 2, len(frame), len(frame)))
            out.write(frame)
            seen.add(which)
            size += len(frame)
            tcp += flow.tcp
            six += flow.six
            tagged += flow.vlan != 0
    share = 100 / options.packets
    print(json.dumps({"packets": options.packets, "flows": len(seen), "mean frame": round(size / options.packets, 1),
                      "TCP %": round(tcp * share, 1), "IPv6 %": round(six * share, 1),
                      "VLAN %": round(tagged * share, 1), "seed": options.seed}))


if __name__ == "__main__":
    main()
