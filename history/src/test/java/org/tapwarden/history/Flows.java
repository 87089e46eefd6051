package org.tapwarden.history;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.register.Protocols;
import org.tapwarden.history.index.Saturating;

/// Flow records for tests: one that is ordinary, and seeded random ones with few values each, so
/// that conditions meet some of them.
final class Flows {

    static final Instant DAY = Instant.parse("2026-03-10T00:00:00Z");

    private static final long MILLI = 1_000_000;

    private static final List<String> NAMES =
            List.of(
                    "docs.google.com",
                    "WWW.TikTok.com",
                    "v16.tiktok.com",
                    "example.org",
                    "a",
                    "",
                    "stra\u00dfe.example",
                    "\u0130stanbul.example",
                    "x*y?z\\",
                    "\ud83d\ude00.example");

    private final Random random;
    private long next = 1;

    Flows(long seed) {
        this.random = new Random(seed);
    }

    static FlowRecord flow(long id, Instant end) {
        return flow(id, end, Population.STAFF, "docs.google.com");
    }

    static FlowRecord flow(
            long id, Instant end, Population population, @Nullable String serverName) {
        long nanos = Saturating.nanos(end);
        var traffic = new FlowRecord.Traffic(nanos - 5_000_000, nanos, 2, 100, 1, 60, 2, 18);
        return new FlowRecord(
                new FlowRecord.Identity("test", id, 1, EndReason.IDLE),
                new FlowRecord.Conversation(
                        0,
                        Address.parse("10.0.0.1"),
                        4_000,
                        Address.parse("10.0.0.2"),
                        443,
                        6,
                        false,
                        0),
                traffic,
                traffic,
                new Label(
                        Protocol.TLS,
                        "google",
                        Category.WEB,
                        Basis.SEEN,
                        List.of(new Grounds(Grounds.Kind.BYTES, "tls-client-hello"))),
                new FlowRecord.Names(
                        serverName, Basis.SEEN, "h2", "1.3", null, null, FlowRecord.Tls.NONE),
                new FlowRecord.Place("room-1", population, Block.NO_VLAN, 0, null, 0, 0, 7, 0));
    }

    /// As the history keeps it: times to the millisecond.
    static FlowRecord kept(FlowRecord flow) {
        return new FlowRecord(
                flow.identity(),
                flow.conversation(),
                kept(flow.slice()),
                kept(flow.whole()),
                flow.label(),
                flow.names(),
                flow.place());
    }

    private static FlowRecord.Traffic kept(FlowRecord.Traffic traffic) {
        return new FlowRecord.Traffic(
                Math.floorDiv(traffic.startNanos(), MILLI) * MILLI,
                Math.floorDiv(traffic.endNanos(), MILLI) * MILLI,
                traffic.sourcePackets(),
                traffic.sourceBytes(),
                traffic.destinationPackets(),
                traffic.destinationBytes(),
                traffic.sourceFlags(),
                traffic.destinationFlags());
    }

    /// Ends within four days from {@link #DAY} on.
    FlowRecord next() {
        long end = Saturating.nanos(DAY) + random.nextLong(4 * 86_400_000_000_000L);
        if (random.nextInt(10) == 0) {
            end = Saturating.nanos(DAY) + random.nextInt(4) * 86_400_000_000_000L;
        }
        var traffic =
                new FlowRecord.Traffic(
                        end - random.nextLong(1L << 38),
                        end,
                        random.nextInt(4),
                        random.nextLong(1 << 20),
                        random.nextInt(4),
                        random.nextLong(1 << 20),
                        2,
                        18);
        boolean more = random.nextBoolean();
        return new FlowRecord(
                new FlowRecord.Identity(
                        "sensor-" + random.nextInt(2),
                        next++,
                        1 + random.nextInt(3),
                        random.nextBoolean() ? any(EndReason.values()) : null),
                new FlowRecord.Conversation(
                        0,
                        address(),
                        random.nextInt(4) + 440,
                        address(),
                        random.nextInt(4) + 440,
                        new int[] {1, 6, 17, 58, 132, 47}[random.nextInt(6)],
                        random.nextBoolean(),
                        more ? 0 : end - random.nextLong(1L << 50)),
                traffic,
                traffic,
                new Label(
                        any(Protocols.all().toArray(Protocol[]::new)),
                        more ? "YouTube" : null,
                        any(Category.values()),
                        any(Basis.values()),
                        more
                                ? List.of(
                                        new Grounds(any(Grounds.Kind.values()), "tls-client-hello"),
                                        new Grounds(Grounds.Kind.SERVICE_TABLE, "youtube"))
                                : List.of(),
                        random.nextBoolean()
                                ? new RunnerUp(
                                        any(Protocols.all().toArray(Protocol[]::new)),
                                        more ? null : "youtube",
                                        any(Category.values()),
                                        new Grounds(any(Grounds.Kind.values()), "443"),
                                        any(RunnerUp.Lost.values()))
                                : null),
                new FlowRecord.Names(
                        name(),
                        any(Basis.values()),
                        more ? "h2" : null,
                        more ? "1.3" : null,
                        name(),
                        name(),
                        tls()),
                new FlowRecord.Place(
                        "room-" + random.nextInt(3),
                        any(Population.values()),
                        more ? Block.NO_VLAN : random.nextInt(3),
                        0,
                        random.nextInt(3) == 0 ? "gre" : null,
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(6),
                        random.nextInt(3)));
    }

    private FlowRecord.Tls tls() {
        return random.nextBoolean()
                ? FlowRecord.Tls.NONE
                : new FlowRecord.Tls(
                        any(EncryptedHello.values()), name(), null, name(), null, name());
    }

    @Nullable String name() {
        int index = random.nextInt(NAMES.size() + 3);
        return index < NAMES.size() ? NAMES.get(index) : null;
    }

    Address address() {
        return switch (random.nextInt(4)) {
            case 0 -> Address.ipv4(0x0a000000 | random.nextInt(8) << random.nextInt(20));
            case 1 -> Address.ipv4(random.nextInt());
            case 2 -> new Address(0x2001_0db8_0000_0000L | random.nextInt(4), random.nextInt(4));
            default -> new Address(0, random.nextInt(4));
        };
    }

    <E> E any(E[] values) {
        return values[random.nextInt(values.length)];
    }
}
