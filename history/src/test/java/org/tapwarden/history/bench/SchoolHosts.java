package org.tapwarden.history.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Population;

/// Twenty thousand hosts in sixty segments of twenty sites; each site has a /16 of 10.0.0.0/8 and a
/// /48. A host keeps its address, MAC, endpoint, segment and the programs that it runs.
final class SchoolHosts {

    static final int COUNT = 20_000;
    static final int SITES = 20;
    static final int SERVERS = 60;

    private static final int SITE_SEGMENTS = 3;
    private static final int FIRST_SITE = 10;
    private static final int MAKERS = 45;

    /// Neither a group's address nor one that its owner chose (IEEE 802, section 8.2).
    private static final int FACTORY_SET = 0xfc_ffff;

    private static final double STUDENTS = 0.62;
    private static final double STAFF = 0.22;

    /// Programs that say hello in their own way, a host runs a few of those of its population.
    static final int HELLOS = 36;

    private static final int HELLOS_OF_ONE = 5;

    /// A host, or a server of the office.
    ///
    /// @param firstPort of the range that its system takes source ports from
    /// @param ports size of that range
    /// @param hellos numbers of its programs' hellos, below {@link #HELLOS}
    /// @param steady works at night as by day
    record Host(
            Address address,
            Address six,
            long mac,
            long endpoint,
            Segment segment,
            int firstPort,
            int ports,
            List<Integer> hellos,
            boolean steady) {}

    /// @param gateway the router's MAC on it
    record Segment(
            String name,
            int site,
            Population population,
            int vlan,
            int interfaceIndex,
            long gateway) {}

    final Host[] hosts = new Host[COUNT];

    /// Name servers first, one a site; then file servers, directories, printers.
    final Host[] servers = new Host[SERVERS];

    private final List<Segment> segments = new ArrayList<>();
    private final double[] activity = new double[COUNT];
    private final Weighted byDay;
    private final Weighted byNight;

    SchoolHosts(Draw draw) {
        for (int site = 0; site < SITES; site++) {
            segments.add(segment(draw, site, "students", Population.STUDENT));
            segments.add(segment(draw, site, "staff", Population.STAFF));
            segments.add(
                    site % 2 == 0
                            ? segment(draw, site, "guests", Population.GUEST)
                            : segment(draw, site, "building", Population.INFRASTRUCTURE));
        }
        long[] makers = new long[MAKERS];
        for (int i = 0; i < MAKERS; i++) {
            makers[i] = (long) (draw.below(1 << 24) & FACTORY_SET) << 24;
        }
        var siteSize = Weighted.zipf(SITES, 0.6);
        var kind = new Weighted(STUDENTS, STAFF, 1 - STUDENTS - STAFF);
        var maker = Weighted.zipf(MAKERS, 1.1);
        int[] taken = new int[segments.size()];
        double[] night = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            int number = siteSize.pick(draw) * SITE_SEGMENTS + kind.pick(draw);
            long mac = makers[maker.pick(draw)] | draw.below(1 << 24);
            // Ids in the order in which hosts were first seen, which is not that of their
            // addresses.
            long endpoint = 1 + (i * 7_919L) % COUNT;
            Host host = host(draw, segments.get(number), number, taken[number]++, mac, endpoint);
            hosts[i] = host;
            activity[i] = draw.logNormal(1, 0.9);
            night[i] = activity[i] * (host.steady ? 1 : 0.05);
        }
        byDay = new Weighted(activity);
        byNight = new Weighted(night);
        for (int i = 0; i < SERVERS; i++) {
            int site = i % SITES;
            int number = site * SITE_SEGMENTS + 1;
            long mac = makers[i % 3] | draw.below(1 << 24);
            servers[i] = host(draw, segments.get(number), number, 16_000 + i, mac, COUNT + 1L + i);
        }
    }

    private Segment segment(Draw draw, int site, String who, Population population) {
        int number = segments.size();
        return new Segment(
                "site-" + (site + 1) + "-" + who,
                site,
                population,
                101 + number,
                2 + site % 2,
                0x3c_2c30_0000_00L | draw.below(1 << 24));
    }

    /// A segment has a quarter of its site's /16.
    private static Host host(
            Draw draw, Segment segment, int segmentNumber, int number, long mac, long endpoint) {
        int part = segmentNumber % SITE_SEGMENTS;
        int site = FIRST_SITE + segment.site;
        int bits = 10 << 24 | site << 16 | part << 14 | (number + 10);
        long prefix = 0x2001_0db8_0000_0000L | (long) site << 16 | part;
        boolean windows = draw.below(3) > 0;
        List<Integer> hellos = new ArrayList<>();
        for (int i = 0; i < HELLOS_OF_ONE; i++) {
            hellos.add(draw.low(HELLOS)); // some programs are everywhere
        }
        return new Host(
                Address.ipv4(bits),
                new Address(prefix, draw.nextLong()),
                mac,
                endpoint,
                segment,
                windows ? 49_152 : 32_768,
                windows ? 16_384 : 28_232,
                hellos,
                segment.population == Population.INFRASTRUCTURE || draw.below(20) == 0);
    }

    /// Somebody who is at work at that time; a few speak much, most little.
    Host any(Draw draw, long nanosOfDay) {
        long hour = nanosOfDay * 24 / SchoolHours.DAY_NANOS;
        return hosts[(hour >= 7 && hour < 17 ? byDay : byNight).pick(draw)];
    }

    /// The name server of a host's site, mostly.
    Host nameServer(Draw draw, Host host) {
        return servers[draw.below(10) == 0 ? draw.below(SITES) : host.segment.site];
    }

    Host server(Draw draw) {
        return servers[SITES + draw.low(SERVERS - SITES)];
    }

    /// A host that has so many times the flows of a mean one by day, or nearly.
    Host active(double times) {
        double mean = Arrays.stream(activity).average().orElseThrow();
        int best = 0;
        for (int i = 1; i < COUNT; i++) {
            if (Math.abs(activity[i] - times * mean) < Math.abs(activity[best] - times * mean)) {
                best = i;
            }
        }
        return hosts[best];
    }
}
