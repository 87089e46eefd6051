"""A device that wants to reach a server although it is held: under other MACs, with addresses that nobody gave it, over
IPv6, with a VLAN tag of its own making. Only for interfaces of a lab.

evade.py LABEL TRIES rotate|stay|MAC OWN_ADDRESS SERVER_4 SERVER_6 SERVER_MAC

`rotate` takes a new MAC for each try, `stay` keeps the one it has. Each try is one datagram that holds its label; neighbour
entries are set by hand, so that it leaves although nobody answers ARP."""
import random, socket, struct, subprocess, sys, time

label, tries, how, own, server4, server6, server_mac = sys.argv[1:]
KINDS = ('own address', 'static address', 'IPv6', 'hand-tagged')


def ip(*lines):
    subprocess.run(['ip', '-batch', '-'], input='\n'.join(lines) + '\n', text=True, check=True)


def mac(text):
    return bytes.fromhex(text.replace(':', ''))


def now_is():
    with open('/sys/class/net/eth0/address') as file:
        return file.read().strip()


def datagram(family, source, target, payload):
    with socket.socket(family, socket.SOCK_DGRAM) as out:
        out.bind((source, 0))
        out.sendto(payload, (target, 4242))


def tagged(payload):
    udp = struct.pack('!HHHH', 4242, 4242, 8 + len(payload), 0) + payload
    head = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(udp), 1, 0x4000, 64, 17, 0)
    head += socket.inet_aton(own) + socket.inet_aton(server4)
    frame = mac(server_mac) + mac(now_is()) + struct.pack('!HHH', 0x8100, 30, 0x800) + head + udp
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as out:
        out.bind(('eth0', 0))
        out.send(frame)


if how not in ('rotate', 'stay'):
    ip('link set eth0 address ' + how)
for n in range(int(tries)):
    kind = n % len(KINDS)
    other4, other6 = '10.20.0.%d' % (210 + n % 40), 'fd20::e:%x' % (n + 1)
    lines = ['link set eth0 address 0a:%02x:%02x:%02x:%02x:%02x' % tuple(random.randrange(256) for _ in range(5))]
    if how != 'rotate':
        lines = []
    if kind == 1:
        lines.append('addr replace %s/24 dev eth0' % other4)
    if kind == 2:
        lines.append('addr replace %s/64 dev eth0 nodad' % other6)
    # Another MAC empties the table.
    lines += ['neigh replace %s lladdr %s dev eth0 nud permanent' % (at, server_mac) for at in (server4, server6)]
    ip(*lines)
    payload = b'TRY %s %d %s;' % (label.encode(), n, KINDS[kind].encode())
    if kind == 0:
        datagram(socket.AF_INET, own, server4, payload)
    elif kind == 1:
        datagram(socket.AF_INET, other4, server4, payload)
    elif kind == 2:
        datagram(socket.AF_INET6, other6, server6, payload)
    else:
        tagged(payload)
    time.sleep(0.01)
