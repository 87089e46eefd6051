package org.tapwarden.history.bench;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.history.bench.SchoolHosts.Host;
import org.tapwarden.history.bench.SchoolNames.Name;

/// Made flows of school days, for benchmarks and for tests that want many: the distribution of
/// `reference/flow-history.md`, of which `main` prints what a reader needs to judge it.
///
/// A flow depends on the seed and its index only. Flows come in the order in which the sensor would
/// tell them. 28 % are questions to name servers, 5 % stay inside, 67 % are TLS or QUIC. Hosts,
/// names and programs are drawn independently for each flow, so nothing repeats as it does in
/// traffic of people: an index finds less to save here than in a school.
///
/// One thread.
public final class SchoolDay {

    /// How late flows are told after their last packet, and so how far from sorted they come.
    public enum Arrival {
        /// At once, so in the order of their ends.
        IN_ORDER,
        /// Up to {@link #JITTER} late.
        JITTERED,
        /// As the flow table does it: ten seconds after FIN or RST, after a minute of silence of
        /// UDP, and after five of TCP.
        AS_TIMED_OUT
    }

    public static final Duration JITTER = Duration.ofSeconds(2);

    /// No flow is told later than this after its end.
    public static final Duration LATEST = Duration.ofSeconds(301);

    /// 10 million a day are 116 a second in the mean, and 290 in the busiest hour.
    public static final long USUAL_DAY = 10_000_000;

    static final String OBSERVER = "coe-main";

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final long SECOND = 1_000_000_000L;
    private static final double IPV6 = 0.04;
    private static final double LONG_FLOWS = 0.03;

    /// Flows get their numbers when they begin and are told when they end: nearly in that order.
    private static final int WINDOW = 1 << 12;

    private final Draw draw;
    private final long first;
    private final long perDay;
    private final Arrival arrival;
    private final SchoolHours hours = new SchoolHours();
    private final SchoolHosts hosts;
    private final SchoolLabels labels = new SchoolLabels();
    private final SchoolNames names;
    private final SchoolHellos hellos;
    private final SchoolInside inside;
    private final SchoolTraffic traffic;

    /// @param firstDay in UTC
    /// @param perDay flows a day; the rate follows
    public SchoolDay(long seed, LocalDate firstDay, long perDay, Arrival arrival) {
        this.draw = new Draw(seed);
        this.first = firstDay.atStartOfDay(ZoneOffset.UTC).toEpochSecond() * SECOND;
        this.perDay = perDay;
        this.arrival = arrival;
        var tables = new Draw(seed).at(-1);
        this.hosts = new SchoolHosts(tables);
        this.names = new SchoolNames(tables, labels);
        this.hellos = new SchoolHellos(tables);
        this.inside = new SchoolInside(hellos);
        this.traffic = new SchoolTraffic(draw);
    }

    /// The flow at an index: 0 is the first of the first day.
    public FlowRecord flow(long index) {
        long told = told(index);
        Host host = hosts.any(draw, (told - first) % SchoolHours.DAY_NANOS);
        int kind = draw.below(100);
        if (kind < 28) {
            return question(index, told, host);
        }
        if (kind < 33) {
            return inside(index, told, host);
        }
        return encrypted(index, told, host);
    }

    /// When the sensor tells the flow, since 1970; never falls with the index.
    long told(long index) {
        draw.at(index);
        long day = index / perDay;
        double share = (index - day * perDay + draw.nextDouble()) / perDay;
        return first + day * SchoolHours.DAY_NANOS + hours.nanos(Math.min(share, 1));
    }

    /// The first flow that is told at a time since 1970 or later; `count` when none below it is.
    long toldFrom(long nanos, long count) {
        long low = 0;
        long high = count;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (told(middle) < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private FlowRecord question(long index, long told, Host host) {
        Host server = hosts.nameServer(draw, host);
        boolean six = draw.chance(IPV6);
        Name name = names.any(draw);
        String asked = name.text();
        Label label = name.labels().question();
        int unusual = draw.below(200);
        if (unusual < 4) {
            asked = reverse(draw.any(name.four()));
            label = SchoolLabels.DNS_ALONE;
        } else if (unusual == 4) {
            asked = draw.hex(24) + ".a.rep." + draw.any(names.names).text();
            label = SchoolLabels.DNS_ALONE;
        }
        FlowRecord.Traffic counted =
                traffic.question(end(told, UDP, EndReason.IDLE), asked.length());
        return new FlowRecord(
                new FlowRecord.Identity(OBSERVER, number(index), 1, EndReason.IDLE),
                between(host, six, six ? server.six() : server.address(), 53, UDP),
                counted,
                counted,
                label,
                new FlowRecord.Names(
                        null, Basis.NONE, null, null, asked, null, FlowRecord.Tls.NONE),
                place(host, server));
    }

    private static String reverse(Address address) {
        int bits = address.ipv4Bits();
        return (bits & 255)
                + "."
                + (bits >>> 8 & 255)
                + "."
                + (bits >>> 16 & 255)
                + "."
                + (bits >>> 24)
                + ".in-addr.arpa";
    }

    private FlowRecord inside(long index, long told, Host host) {
        Host server = draw.below(5) == 0 ? hosts.any(draw, 0) : hosts.server(draw);
        SchoolInside.Kind kind = inside.any(draw);
        EndReason reason = kind.transport() == TCP ? tcpEnd() : EndReason.IDLE;
        FlowRecord.Traffic counted =
                traffic.flow(
                        end(told, kind.transport(), reason), kind.transport() == TCP, 900, 1_400);
        boolean six = draw.chance(IPV6);
        return new FlowRecord(
                new FlowRecord.Identity(OBSERVER, number(index), 1, reason),
                between(
                        host,
                        six,
                        six ? server.six() : server.address(),
                        kind.port(),
                        kind.transport()),
                counted,
                counted,
                kind.label(),
                inside.names(draw, kind),
                place(host, server));
    }

    private FlowRecord encrypted(long index, long told, Host host) {
        Name name = names.any(draw);
        boolean quic = name.quic() && draw.below(10) < 6;
        boolean six = draw.chance(IPV6);
        boolean answered = !quic && draw.below(30) == 0;
        int transport = quic ? UDP : TCP;
        int slice = draw.chance(LONG_FLOWS) ? 1 + draw.below(5) : 0;
        boolean goesOn = slice > 0 && draw.below(3) > 0;
        slice = Math.max(1, slice);
        EndReason reason = goesOn ? null : quic ? EndReason.IDLE : tcpEnd();
        long end = end(told, transport, reason);
        FlowRecord.Traffic counted =
                goesOn ? traffic.slice(end, !quic) : traffic.flow(end, !quic, 1_700, 6_500);
        FlowRecord.Traffic whole = slice == 1 ? counted : traffic.whole(counted, slice);
        Label label =
                quic
                        ? name.labels().quic()
                        : answered ? name.labels().answered() : name.labels().tls();
        if (draw.below(50) == 0) {
            label = labels.contested(draw, label);
        }
        int port = draw.below(50) == 0 ? 8_443 : 443;
        return new FlowRecord(
                new FlowRecord.Identity(OBSERVER, number(index, slice), slice, reason),
                between(host, six, draw.any(six ? name.six() : name.four()), port, transport),
                counted,
                whole,
                label,
                hellos.names(draw, host, name, quic, answered),
                place(host, null));
    }

    private EndReason tcpEnd() {
        int one = draw.below(100);
        if (one < 76) {
            return EndReason.FINISHED;
        }
        return one < 90 ? EndReason.RESET : EndReason.IDLE;
    }

    /// When the last packet came, to the microsecond. Whatever the arrival, the same is drawn, so
    /// that the flows are the same but for their times.
    private long end(long told, int transport, @Nullable EndReason reason) {
        double chance = draw.nextDouble();
        long late =
                switch (arrival) {
                    case IN_ORDER -> 0;
                    case JITTERED -> (long) (chance * JITTER.toNanos());
                    case AS_TIMED_OUT -> timeOut(transport, reason) + (long) (chance * SECOND);
                };
        return (told - late) / 1_000 * 1_000;
    }

    private static long timeOut(int transport, @Nullable EndReason reason) {
        if (reason == null) {
            return 0;
        }
        if (reason != EndReason.IDLE) {
            return 10 * SECOND;
        }
        return (transport == TCP ? 300 : 60) * SECOND;
    }

    private static long number(long index) {
        return 1 + 2 * shuffled(index);
    }

    /// Of a flow that began some slices ago; never a number that another flow has.
    private long number(long index, int slice) {
        long began = index - (slice - 1) * (perDay / 288 + 1);
        return slice == 1 ? number(index) : 2 * (began + 6 * (perDay / 288 + 1));
    }

    private static long shuffled(long index) {
        long window = index & -WINDOW;
        long within = (index ^ window >>> 7) * 2_485 + (window >>> 12) * 911;
        return window | (within & (WINDOW - 1));
    }

    private FlowRecord.Conversation between(
            Host host, boolean six, Address destination, int port, int transport) {
        boolean ported = transport == TCP || transport == UDP;
        return new FlowRecord.Conversation(
                0,
                six ? host.six() : host.address(),
                ported ? host.firstPort() + draw.below(host.ports()) : 8,
                destination,
                port,
                transport,
                draw.below(200) == 0,
                0);
    }

    /// Another segment, and all that is outside, lies behind the segment's router.
    private static FlowRecord.Place place(Host host, @Nullable Host server) {
        SchoolHosts.Segment segment = host.segment();
        boolean near = server != null && server.segment().equals(segment);
        return new FlowRecord.Place(
                segment.name(),
                segment.population(),
                segment.vlan(),
                segment.interfaceIndex(),
                null,
                host.mac(),
                server != null && near ? server.mac() : segment.gateway(),
                host.endpoint(),
                server == null ? 0 : server.endpoint());
    }

    SchoolHosts hosts() {
        return hosts;
    }

    SchoolNames names() {
        return names;
    }

    /// Prints how the flows are distributed: `[N] [SEED]`.
    public static void main(String[] arguments) {
        long count = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        var day = new SchoolDay(seed, LocalDate.of(2026, 10, 1), count, Arrival.IN_ORDER);
        System.out.print(SchoolShape.of(day, count).text());
    }
}
