"""Frames by hand, for scenarios in which nobody honest would send them. Only for interfaces of a lab."""
import os, random, socket, struct, sys, time

BROADCAST = 'ff:ff:ff:ff:ff:ff'
GATEWAY = '02:00:00:00:02:50'
GATEWAY_4, GATEWAY_6 = '10.20.0.1', 'fd20::1'
WEB, WEB_6 = '203.0.113.10', '2001:db8:ff::10'


def mac(text):
    return bytes.fromhex(text.replace(':', ''))


def ip4(text):
    return socket.inet_aton(text)


def ip6(text):
    return socket.inet_pton(socket.AF_INET6, text)


class Port:
    """An interface to send frames from as they are."""

    def __init__(self, name='eth0'):
        self.out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.out.bind((name, 0))

    def send(self, *frames, gap=0.0):
        for frame in frames:
            self.out.send(frame.ljust(60, b'\0'))
            if gap:
                time.sleep(gap)


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def eth(to, sender, kind, body):
    return mac(to) + mac(sender) + struct.pack('!H', kind) + body


def llc(to, sender, body):
    """802.3 with a length."""
    return mac(to) + mac(sender) + struct.pack('!H', len(body)) + body


def arp(op, sender, sender_ip, target, target_ip, to=BROADCAST, ethernet=None):
    body = struct.pack('!HHBBH', 1, 0x800, 6, 4, op) + mac(sender) + ip4(sender_ip) + mac(target) + ip4(target_ip)
    return eth(to, ethernet or sender, 0x806, body)


def ipv4(source, target, protocol, body, ttl=64, ident=None):
    head = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(body), random.randrange(65536) if ident is None else ident,
                       0x4000, ttl, protocol, 0) + ip4(source) + ip4(target)
    return head[:10] + struct.pack('!H', checksum(head)) + head[12:] + body


def udp(source, target, sport, dport, body, ttl=64):
    return ipv4(source, target, 17, struct.pack('!HHHH', sport, dport, 8 + len(body), 0) + body, ttl)


LINUX = bytes.fromhex('020405b40402080a') + b'\0\0\x30\x39\0\0\0\0' + bytes.fromhex('01030307')
WINDOWS = bytes.fromhex('020405b4010303080101' '0402')
APPLE = bytes.fromhex('020405b401030306' '0101080a') + b'\0\1\0\0\0\0\0\0' + bytes.fromhex('04020000')


def syn(source, target, sport, dport, ttl=64, options=LINUX, window=64240):
    head = struct.pack('!HHIIBBHHH', sport, dport, random.getrandbits(32), 0, (20 + len(options)) // 4 << 4, 2, window,
                       0, 0) + options
    pseudo = ip4(source) + ip4(target) + struct.pack('!BBH', 0, 6, len(head))
    return ipv4(source, target, 6, head[:16] + struct.pack('!H', checksum(pseudo + head)) + head[18:], ttl)


def icmp_echo(source, target, ttl=64):
    body = struct.pack('!BBHHH', 8, 0, 0, random.randrange(65536), 1) + b'x' * 32
    return ipv4(source, target, 1, body[:2] + struct.pack('!H', checksum(body)) + body[4:], ttl)


def ipv6(source, target, following, body, hops=255):
    return struct.pack('!IHBB', 0x60000000, len(body), following, hops) + ip6(source) + ip6(target) + body


def icmp6(source, target, body, hops=255):
    pseudo = ip6(source) + ip6(target) + struct.pack('!II', len(body), 58)
    return ipv6(source, target, 58, body[:2] + struct.pack('!H', checksum(pseudo + body)) + body[4:], hops)


def advertisement(target, link, flags=0x20000000, source=None, to='ff02::1'):
    """A neighbour advertisement; flags R 8.., S 4.., O 2.."""
    body = struct.pack('!BBHI', 136, 0, 0, flags) + ip6(target) + b'\2\1' + mac(link)
    return icmp6(source or target, to, body)


def router_advertisement(source, link, prefix='fd66::', lifetime=1800):
    body = struct.pack('!BBHBBHII', 134, 0, 0, 64, 0, lifetime, 0, 0) + b'\1\1' + mac(link)
    body += struct.pack('!BBBBIII', 3, 4, 64, 0xc0, 86400, 14400, 0) + ip6(prefix)
    return icmp6(source, 'ff02::1', body)


def dhcp(op, client, kind, options=b'', yiaddr='0.0.0.0', giaddr='0.0.0.0', xid=None):
    fixed = struct.pack('!BBBBIHH', op, 1, 6, 0, random.getrandbits(32) if xid is None else xid, 0, 0x8000)
    fixed += ip4('0.0.0.0') + ip4(yiaddr) + ip4('0.0.0.0') + ip4(giaddr) + mac(client) + b'\0' * 10 + b'\0' * 192
    return fixed + bytes.fromhex('63825363') + bytes([53, 1, kind]) + options + b'\xff'


def option(number, value):
    return bytes([number, len(value)]) + value


def dns_name(name):
    return b''.join(bytes([len(p)]) + p.encode() for p in name.split('.')) + b'\0'


def dns_question(ident, name, kind=1, flags=0x0100):
    return struct.pack('!HHHHHH', ident, flags, 1, 0, 0, 0) + dns_name(name) + struct.pack('!HH', kind, 1)


def dns_answer(ident, name, address, flags=0x8180, ttl=60):
    head = struct.pack('!HHHHHH', ident, flags, 1, 1, 0, 0) + dns_name(name) + struct.pack('!HH', 1, 1)
    return head + dns_name(name) + struct.pack('!HHIH', 1, 1, ttl, 4) + ip4(address)


def bpdu(root, bridge, cost=0, version=0, kind=0):
    body = b'\0\0' + bytes([version, kind, 0]) + struct.pack('!H', 0x8000) + mac(root) + struct.pack('!I', cost)
    body += struct.pack('!H', 0x8000) + mac(bridge) + struct.pack('!HHHHH', 0x8001, 0, 0x1400, 0x200, 0xf00)
    return b'\x42\x42\x03' + body


def ssdp_gateway(source, location):
    text = ('NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nCACHE-CONTROL: max-age=100\r\nLOCATION: %s\r\n'
            'NT: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nNTS: ssdp:alive\r\nSERVER: Linux UPnP/1.0\r\n'
            'USN: uuid:1::urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n' % location)
    return udp(source, '239.255.255.250', 1900, 1900, text.encode(), ttl=4)


def netbios_name(name):
    padded = name.upper().ljust(15).encode() + b'\0'
    return b'\x20' + bytes(b for c in padded for b in (0x41 + (c >> 4), 0x41 + (c & 15))) + b'\0'
