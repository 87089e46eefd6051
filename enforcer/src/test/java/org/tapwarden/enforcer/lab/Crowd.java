package org.tapwarden.enforcer.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tapwarden.capture.Mac;

/// Innocent hosts at ports of their own beside whom something is done: fifty for the switch, with
/// fifty MACs and addresses, in two namespaces, since fifty would take a minute to build.
///
/// Each asks the gateway over IPv4 and a host of the other namespace over IPv6, ten times a second,
/// through the kernel's own stack, ARP and neighbour discovery. Every question has a number, every
/// answer repeats it: what is lost is known exactly.
public final class Crowd {

    public static final int HOSTS = 50;

    private static final int HALF = HOSTS / 2;

    /// Of the hosts' addresses, above those of the lab's other hosts.
    private static final int FIRST = 100;

    private static final Pattern RESULT =
            Pattern.compile("sent (\\d+) answered (\\d+) twice (\\d+) lost (\\[.*])");

    /// Answers every question, and TCP connections later than a reset takes.
    private static final String GATEWAY =
            """
            import socket, threading, time
            t = socket.socket(socket.AF_INET6)
            t.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            t.bind(('::', 8080)); t.listen(200)
            def answer(c):
                try: time.sleep(0.3); c.sendall(b'x'); c.close()
                except OSError: pass
            def serve():
                while True:
                    threading.Thread(target=answer, args=(t.accept()[0],), daemon=True).start()
            threading.Thread(target=serve, daemon=True).start()
            u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            u.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)  # SO_RCVBUFFORCE
            u.bind(('', 7))
            print('ready')
            while True:
                m, at = u.recvfrom(100)
                u.sendto(b'A' + m[1:], at)
            """;

    /// Sends a question of each host to both its peers in turn, answers the other half's, and
    /// counts from the moment that everybody has been answered once, until it is told to stop.
    private static final String HOST =
            """
            import select, socket, struct, sys, time
            first, half, other, gateway = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
            def opened(family, i):
                s = socket.socket(family, socket.SOCK_DGRAM)
                s.setsockopt(socket.SOL_SOCKET, 33, 4 << 20)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b'c%d' % (first + i))
                if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                s.bind(('', 7)); s.setblocking(False)
                return s
            waits, heard, all = {}, set(), {}
            poll = select.epoll()
            v4 = [opened(socket.AF_INET, i) for i in range(half)]
            v6 = [opened(socket.AF_INET6, i) for i in range(half)]
            for kind, socks in ((4, v4), (6, v6)):
                for i, s in enumerate(socks):
                    all[s.fileno()] = (kind, i, s); poll.register(s.fileno(), select.EPOLLIN)
            poll.register(0, select.EPOLLIN)
            number = sent = answered = twice = 0
            def hear(until):
                global answered, twice
                while True:
                    left = until - time.monotonic()
                    ready = poll.poll(max(0, left))
                    for fd, _ in ready:
                        if fd == 0: return False
                        kind, i, s = all[fd]
                        try:
                            while True:
                                m, at = s.recvfrom(100)
                                if m[:1] == b'Q': s.sendto(b'A' + m[1:], at); continue
                                n, = struct.unpack('!I', m[1:5])
                                heard.add((kind, i))
                                if waits.pop(n, None) is None: twice += counting
                                else: answered += counting
                        except BlockingIOError: pass
                    if left <= 0: return True
            counting, on, due, turn, began = 0, True, time.monotonic(), 0, 0
            while on:
                i = turn % half; turn += 1
                for kind, s, to in ((4, v4[i], (gateway, 7)),
                                    (6, v6[i], ('fd79::%x' % (other + i), 7))):
                    number += 1
                    waits[number] = '%d/v%d/%d' % (first + i, kind, number)
                    sent += counting
                    s.sendto(b'Q' + struct.pack('!I', number), to)
                due = max(due + 0.1 / half, time.monotonic() - 1)
                on = hear(due)
                if not counting and len(heard) == 2 * half:
                    hear(time.monotonic() + 2)
                    counting = 1; waits.clear(); twice = 0
                    print('ready')
            poll.unregister(0)
            end = time.monotonic() + 3
            # The other half may still ask.
            hear(end)
            print('sent', sent, 'answered', answered, 'twice', twice, 'lost', list(waits.values())[:20])
            sys.stdout.flush()
            hear(time.monotonic() + 5)
            """;

    /// @param lost some of the questions that nobody answered: host, family and number
    public record Count(int sent, int answered, int twice, String lost) {}

    private final MirrorLab lab;
    private final List<Process> halves = new ArrayList<>();
    private final List<BufferedReader> said = new ArrayList<>();

    /// Plugs them in, and returns when everybody has been answered once.
    public Crowd(MirrorLab lab) throws IOException {
        this.lab = lab;
        answering(lab);
        plugIn("ca", FIRST);
        plugIn("cb", FIRST + HALF);
        begin("ca", FIRST, FIRST + HALF);
        begin("cb", FIRST + HALF, FIRST);
        for (BufferedReader reader : said) {
            String line = reader.readLine();
            assertThat(line).as(() -> line + reader.lines().limit(20).toList()).isEqualTo("ready");
        }
    }

    /// Lets the gateway answer questions and TCP connections.
    public static void answering(MirrorLab lab) throws IOException {
        Process gateway = lab.python(MirrorLab.GATEWAY, GATEWAY);
        assertThat(gateway.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
    }

    private void plugIn(String part, int first) {
        String space = lab.add(part);
        var links = new StringBuilder();
        var inside = new StringBuilder();
        var mirrors = new StringBuilder();
        var names = new ArrayList<String>();
        for (int i = first; i < first + HALF; i++) {
            links.append(
                            "link add s%1$d type veth peer name c%1$d netns %2$s\n"
                                    .formatted(i, space))
                    .append("link set s%d master br0 up\n".formatted(i));
            inside.append("link set c%d address %s up\n".formatted(i, MirrorLab.mac(i)))
                    .append("addr add %s/24 dev c%d\n".formatted(MirrorLab.ipv4(i), i))
                    .append("addr add %s/64 dev c%d nodad\n".formatted(MirrorLab.ipv6(i), i));
            mirrors.append("qdisc add dev s%d clsact\n".formatted(i))
                    .append(
                            ("filter add dev s%d ingress protocol all prio 1 u32 match u32 0 0"
                                            + " action mirred egress mirror dev span\n")
                                    .formatted(i));
            names.add(Integer.toString(i));
        }
        String sw = lab.switchNamespace();
        // A port is no machine, and each host answers for its own address only.
        lab.must(sw, "sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        lab.must(
                space,
                "sysctl",
                "-qw",
                "net.ipv4.conf.all.arp_ignore=1",
                "net.ipv4.conf.all.arp_announce=2",
                "net.ipv4.conf.all.rp_filter=0",
                "net.ipv4.conf.default.rp_filter=0",
                "net.ipv6.conf.all.accept_dad=0",
                "net.ipv6.conf.default.accept_dad=0");
        lab.feed(sw, links.toString(), "ip", "-batch", "-");
        lab.feed(space, inside.toString(), "ip", "-batch", "-");
        lab.feed(sw, mirrors.toString(), "tc", "-batch", "-");
        plain(sw, "s", names);
        plain(space, "c", names);
    }

    private void plain(String space, String letter, List<String> names) {
        var command = new ArrayList<>(List.of(MirrorLab.PYTHON, "-c", MirrorLab.PLAIN_FRAMES));
        names.forEach(name -> command.add(letter + name));
        lab.must(space, command.toArray(String[]::new));
    }

    private void begin(String part, int first, int other) {
        Process half =
                lab.python(
                        lab.switchNamespace().replaceFirst("sw$", part),
                        HOST,
                        Integer.toString(first),
                        Integer.toString(HALF),
                        Integer.toString(other),
                        MirrorLab.ipv4(MirrorLab.GATEWAY));
        halves.add(half);
        said.add(half.inputReader(StandardCharsets.UTF_8));
    }

    /// Which ports the switch has them at.
    public Map<String, String> ports() {
        var own = new TreeMap<String, String>();
        Map<String, String> all = lab.forwardingTable();
        for (int i = FIRST; i < FIRST + HOSTS; i++) {
            Mac mac = MirrorLab.mac(i);
            own.put(mac.toString(), all.getOrDefault(mac.toString(), "nowhere"));
        }
        return own;
    }

    /// Stops asking, waits for answers that are on their way, and counts.
    public Count stop() throws IOException {
        for (Process half : halves) {
            try (Writer in = half.outputWriter(StandardCharsets.UTF_8)) {
                in.write("stop\n");
            }
        }
        var sum = new Count(0, 0, 0, "");
        for (BufferedReader reader : said) {
            String line = reader.readLine();
            Matcher result = RESULT.matcher(String.valueOf(line));
            assertThat(result.matches())
                    .as(() -> line + reader.lines().limit(20).toList())
                    .isTrue();
            sum =
                    new Count(
                            sum.sent + Integer.parseInt(result.group(1)),
                            sum.answered + Integer.parseInt(result.group(2)),
                            sum.twice + Integer.parseInt(result.group(3)),
                            sum.lost + result.group(4));
        }
        return sum;
    }
}
