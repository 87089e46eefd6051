"""Two sites with the same addresses, another gateway and printer each, and one MAC of a station at both.

    two_sites.py write FILE NAME NAME     a capture whose two interfaces have these names
    two_sites.py send INTERFACE INTERFACE
"""
from frames import *

CLONE, CLONE_4, PRINTER_4 = '3c:52:82:cc:00:01', '10.20.0.50', '10.20.0.7'
LOOKS = [dict(ttl=64, options=LINUX), dict(ttl=128, options=WINDOWS)]
SAYS = [(b'library-pc', b'MSFT 5.0'), (b'kali', b'dhcpcd-9.4.1')]


def site(number, sport):
    gateway, printer = '02:00:00:00:%02x:01' % number, '3c:52:82:00:%02x:07' % number
    name, vendor = SAYS[number]
    asked = option(12, name) + option(60, vendor) + option(50, ip4(CLONE_4)) + option(55, bytes([1, 3, 6]))
    given = option(54, ip4(GATEWAY_4)) + option(51, struct.pack('!I', 600)) + option(3, ip4(GATEWAY_4))
    yield eth(BROADCAST, CLONE, 0x800, udp('0.0.0.0', '255.255.255.255', 68, 67, dhcp(1, CLONE, 3, asked)))
    yield eth(CLONE, gateway, 0x800, udp(GATEWAY_4, CLONE_4, 67, 68, dhcp(2, CLONE, 5, given, CLONE_4)))
    yield arp(1, gateway, GATEWAY_4, '00:00:00:00:00:00', PRINTER_4)
    yield arp(2, printer, PRINTER_4, gateway, GATEWAY_4, to=gateway)
    yield arp(1, printer, PRINTER_4, '00:00:00:00:00:00', GATEWAY_4)
    yield arp(2, gateway, GATEWAY_4, printer, PRINTER_4, to=printer)
    yield arp(1, CLONE, CLONE_4, '00:00:00:00:00:00', GATEWAY_4)
    yield eth(gateway, CLONE, 0x800, syn(CLONE_4, WEB, sport, 443, **LOOKS[number]))


FRAMES = [(number, frame) for turn in range(12) for number in (0, 1) for frame in site(number, 40000 + turn)]


def block(kind, body):
    body += b'\0' * (-len(body) % 4)
    return struct.pack('<II', kind, len(body) + 12) + body + struct.pack('<I', len(body) + 12)


def write(path, names):
    with open(path, 'wb') as out:
        out.write(block(0x0a0d0d0a, struct.pack('<IHHq', 0x1a2b3c4d, 1, 0, -1)))
        for name in names:
            text = name.encode()
            name = struct.pack('<HH', 2, len(text)) + text + b'\0' * (-len(text) % 4)
            out.write(block(1, struct.pack('<HHI', 1, 0, 0) + name + struct.pack('<HH', 0, 0)))
        for i, (number, frame) in enumerate(FRAMES):
            micros = 1_790_000_000_000_000 + i * 50_000
            head = struct.pack('<IIIII', number, micros >> 32, micros & 0xffffffff, len(frame), len(frame))
            out.write(block(6, head + frame))


def send(names):
    ports = [Port(name) for name in names]
    for number, frame in FRAMES:
        ports[number].send(frame, gap=0.02)


if sys.argv[1] == 'write':
    write(sys.argv[2], sys.argv[3:])
else:
    send(sys.argv[2:])
