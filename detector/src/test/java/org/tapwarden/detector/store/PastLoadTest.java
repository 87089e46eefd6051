package org.tapwarden.detector.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

/// How quickly the past is answered, and with how much memory, when there is a lot of it.
///
/// `-Dtapwarden.whole=true`, as `./check soak` says, keeps 100,000 devices with a million bindings.
class PastLoadTest {

    private static final boolean WHOLE = Boolean.getBoolean("tapwarden.whole");
    private static final int DEVICES = WHOLE ? 100_000 : 2_000;
    private static final int BINDINGS = WHOLE ? 1_000_000 : 20_000;

    /// A move is two rows: who has the address now, and when it was last seen with the other.
    private static final int MOVES = BINDINGS / 2;

    private static final int QUESTIONS = WHOLE ? 5_000 : 1_000;

    /// 5 ms are wanted of a machine that does nothing else; the short form runs beside others.
    private static final double MOST_MILLIS = WHOLE ? 5 : 50;

    private static final long MOST_GROWTH = 64L << 20;
    private static final long START = 1_750_000_000_000L;
    private static final long STEP_MILLIS = 1_000;

    @TempDir Path folder;

    private static Address address(int number) {
        return Address.parse(
                "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255));
    }

    @Test
    void who_had_an_address_is_answered_in_milliseconds_and_without_reading_all()
            throws IOException {
        var random = new Random(1);
        try (var store = new SensorStore(folder.resolve("sensor.db"), Segments.UNDECLARED)) {
            fill(store, random);
            long before = heap();
            double[] millis = new double[QUESTIONS];
            for (int i = 0; i < QUESTIONS; i++) {
                Address asked = address(random.nextInt(DEVICES));
                Instant at =
                        Instant.ofEpochMilli(START + random.nextLong((long) MOVES * STEP_MILLIS));
                long began = System.nanoTime();
                var holders = store.past().holders(asked, at);
                holders.forEach(h -> assertThat(store.past().asOf(h.endpoint(), at)).isPresent());
                millis[i] = (System.nanoTime() - began) / 1e6;
            }
            Arrays.sort(millis);
            double p99 = millis[QUESTIONS * 99 / 100];
            long growth = heap() - before;
            System.out.printf(
                    "past: %,d devices, %,d bindings: p50 %.2f ms, p99 %.2f ms, heap grew by %d MiB%n",
                    DEVICES, BINDINGS, millis[QUESTIONS / 2], p99, growth >> 20);
            assertThat(p99).isLessThan(MOST_MILLIS);
            assertThat(growth).isLessThan(MOST_GROWTH);
        }
    }

    /// Every device is given one address after another, as a short lease does.
    private static void fill(SensorStore store, Random random) throws IOException {
        Segment segment = Segments.UNDECLARED.all().getFirst();
        var endpoints = new Endpoints(Makers.load(), store::nextId, store, DEVICES);
        for (int i = 0; i < MOVES; i++) {
            long atNanos = (START + i * STEP_MILLIS) * 1_000_000L;
            Endpoint endpoint = null;
            while (endpoint == null) {
                endpoint = endpoints.atMac(segment, 0x002170000000L + i % DEVICES, atNanos);
                if (endpoint == null) {
                    store.awaitCommitted(store.submitted());
                }
            }
            endpoints.bind(endpoint, address(random.nextInt(DEVICES)), atNanos, "dhcp");
            if (i % 20_000 == 0) {
                store.awaitCommitted(store.submitted());
            }
        }
        store.awaitCommitted(store.submitted());
        assertThat(store.dropped()).isZero();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// An address that two fight over for days costs no more than another.
    @Test
    void a_quarrel_of_a_hundred_thousand_rows_is_answered_as_quickly() throws IOException {
        Segment segment = Segments.UNDECLARED.all().getFirst();
        int rows = WHOLE ? 200_000 : 20_000;
        try (var store = new SensorStore(folder.resolve("quarrel.db"), Segments.UNDECLARED)) {
            var endpoints = new Endpoints(Makers.load(), store::nextId, store, 10);
            List<Endpoint> two =
                    List.of(
                            Objects.requireNonNull(endpoints.atMac(segment, 0x002170000001L, 1)),
                            Objects.requireNonNull(endpoints.atMac(segment, 0x002170000002L, 1)));
            for (int i = 0; i < rows; i++) {
                endpoints.bind(
                        two.get(i % 2), address(1), (START + i * STEP_MILLIS) * 1_000_000L, "arp");
                if (i % 20_000 == 0) {
                    store.awaitCommitted(store.submitted());
                }
            }
            store.awaitCommitted(store.submitted());
            Instant half = Instant.ofEpochMilli(START + rows / 2 * STEP_MILLIS);
            double[] millis = new double[200];
            for (int i = 0; i < millis.length; i++) {
                long began = System.nanoTime();
                assertThat(store.past().holders(address(1), half)).hasSize(2);
                millis[i] = (System.nanoTime() - began) / 1e6;
            }
            Arrays.sort(millis);
            System.out.printf("past: a quarrel of %,d rows: p50 %.2f ms%n", rows, millis[100]);
            assertThat(millis[100]).isLessThan(MOST_MILLIS);
        }
    }
}
