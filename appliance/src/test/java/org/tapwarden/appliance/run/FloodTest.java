package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.Health;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.enforcer.protect.ProtectedSet;
import org.tapwarden.history.FlowSearch;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// The whole appliance under a flood of MACs, connections and names: nothing grows past its cap,
/// what was there before stays, listed devices are resolved also when they come later, and people
/// hear of it once a minute.
///
/// `-Dtapwarden.whole=true`, as `./check soak` says, sends 20 million MACs, 10 million connections
/// and 5 million names, there with a heap of 512 MiB.
class FloodTest {

    private static final boolean WHOLE = Boolean.getBoolean("tapwarden.whole");
    private static final Duration PATIENCE = Duration.ofMinutes(WHOLE ? 20 : 2);

    /// From half to end of a flood. In the short form the table of name answers is just about full
    /// at half, and who decides lags behind: 41 and 50 MiB were seen.
    private static final long MOST_GROWTH = (WHOLE ? 48L : 64L) << 20;

    private static final long MOST_HEAP = 360L << 20;

    @TempDir private Path directory;

    private final List<Long> heaps = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong mails = new AtomicLong();

    @Test
    void caps_hold_the_established_stay_and_the_listed_are_known() throws Exception {
        long began = System.nanoTime();
        // Other tests of this process have left what they keep for good.
        long before = heap();
        var flood =
                new Flood(
                                System.currentTimeMillis() * 1_000_000L,
                                WHOLE ? 1_000 : 10_000,
                                WHOLE ? 20_000_000 : 500_000,
                                WHOLE ? 10_000_000 : 500_000,
                                WHOLE ? 5_000_000 : 800_000,
                                () -> heaps.add(heap()))
                        .gentleNames(400_000);
        try (Appliance appliance = appliance(flood)) {
            appliance
                    .store()
                    .apply(
                            appliance.store().difference(list()),
                            "a test",
                            "the list",
                            Instant.now());
            appliance.start();
            await(() -> flood.phase() == Flood.Phase.PAUSE);
            // What was told of the floods is decided; then the school goes on.
            await(() -> isQuiet(appliance));
            flood.goOn();
            await(() -> flood.phase() == Flood.Phase.OVER);
            await(() -> isQuiet(appliance));
            appliance.stopSensor();

            Health.State state = appliance.health().now();
            tell(state, began);
            assertThat(state.framesOffered()).isEqualTo(flood.sent());
            assertThat(state.framesProcessed() + sum(state.drops())).isEqualTo(flood.sent());
            assertThat(state.drops().get("batch_given_up")).isZero();
            assertThat(state.counters().get("events_failed")).isZero();
            assertThat(state.counters().get("endpoints")).isLessThanOrEqualTo(Endpoints.CAPACITY);
            assertThat(state.counters().get("flows_evicted"))
                    .as("the flow table was full")
                    .isPositive();
            assertThat(state.counters().get("endpoints_unresolved"))
                    .as("the device table was full")
                    .isPositive();
            assertThat(state.counters().get("name_answers_forgotten"))
                    .as("the table of name answers was full")
                    .isPositive();
            for (int at = 0; at < heaps.size(); at += 2) {
                assertThat(heaps.get(at + 1) - heaps.get(at))
                        .as("the heap stays where it was at half of a flood")
                        .isLessThan(MOST_GROWTH);
            }
            assertThat(Collections.max(heaps) - before).isLessThan(MOST_HEAP);

            // The history reads on what was written, behind the flood.
            await(() -> rows(appliance, "destination.port:443").size() >= Flood.ESTABLISHED);
            List<FlowRecord> established = rows(appliance, "destination.port:443");
            // Counted, since a list of a thousand records is no message for people.
            assertThat(established.size()).isEqualTo(Flood.ESTABLISHED);
            assertThat(established.stream().filter(r -> r.whole().packets() == 7).count())
                    .as("every one is one flow, before and after the flood")
                    .isEqualTo(Flood.ESTABLISHED);
            assertThat(established.stream().filter(FloodTest::isResolved).count())
                    .as("of a known device")
                    .isEqualTo(Flood.ESTABLISHED);
            await(() -> rows(appliance, "destination.port:8443").size() >= Flood.LISTED);
            List<FlowRecord> newcomers = rows(appliance, "destination.port:8443");
            Set<Long> endpoints = new HashSet<>();
            newcomers.forEach(r -> endpoints.add(r.place().sourceEndpoint()));
            assertThat(newcomers.size()).isEqualTo(Flood.LISTED);
            assertThat(endpoints).hasSize(Flood.LISTED).doesNotContain(Endpoints.UNRESOLVED);

            assertThat(appliance.store().difference(list()).isEmpty())
                    .as("the approved list is what it was before the flood")
                    .isTrue();
            assertThat(appliance.store().byMac(new Mac(Flood.listed(0))).orElseThrow().standing())
                    .isEqualTo(Devices.Standing.APPROVED);

            long minutes = 1 + Duration.ofNanos(System.nanoTime() - began).toMinutes();
            Map<String, Long> events = new TreeMap<>();
            state.overloads().forEach(o -> events.merge(o.kind(), 1L, Long::sum));
            assertThat(events.keySet())
                    .contains("mac-flood", "flow-flood", "unknown-devices", "name-flood");
            assertThat(events.values()).allMatch(n -> n <= minutes + 1);
            assertThat(mails.get()).isLessThanOrEqualTo(20 * (minutes + 1));
        }
    }

    /// Nothing of a flood is on its way any more.
    private static boolean isQuiet(Appliance appliance) {
        try {
            Health.State before = appliance.health().now();
            Thread.sleep(1_500);
            Health.State after = appliance.health().now();
            return before.counters().equals(after.counters())
                    && before.framesProcessed() == after.framesProcessed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static boolean isResolved(FlowRecord record) {
        return record.place().sourceEndpoint() != Endpoints.UNRESOLVED;
    }

    /// Asks again where a slow machine did not come to the end in the time that an answer has.
    private static List<FlowRecord> rows(Appliance appliance, String query) {
        var request =
                new FlowSearch.Request(
                        "test",
                        "command-line",
                        "a test of floods",
                        "source.ip:10.20.1.0/24 and " + query,
                        Instant.now().minus(Duration.ofDays(1)),
                        Instant.now().plus(Duration.ofDays(1)),
                        FlowSearch.MOST_ROWS);
        try {
            long until = System.nanoTime() + PATIENCE.toNanos();
            FlowSearch.Answer answer = appliance.search().search(request);
            while (!answer.complete() && System.nanoTime() < until) {
                answer = appliance.search().search(request);
            }
            assertThat(answer.complete()).as(answer.gaps().toString()).isTrue();
            return answer.rows();
        } catch (SearchRefused e) {
            throw new AssertionError(e);
        }
    }

    private static long sum(Map<String, Long> drops) {
        return drops.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void tell(Health.State state, long began) {
        System.out.printf(
                "flood: %,d frames in %d s; heap in MiB at half and end of each flood %s; dropped %s,"
                        + " lost behind %s; %s; events %s; mails %d%n",
                state.framesOffered(),
                (System.nanoTime() - began) / 1_000_000_000L,
                heaps.stream().map(h -> h >> 20).toList(),
                state.drops(),
                state.lostBehind(),
                state.counters(),
                state.overloads(),
                mails.get());
    }

    private List<ApprovedList.Entry> list() throws IOException {
        var text = new StringBuilder("mac,name,owner\n");
        for (int device = 0; device < 2 * Flood.LISTED; device++) {
            text.append(new Mac(Flood.listed(device))).append(",laptop,office\n");
        }
        return ApprovedList.of("devices.csv", text.toString());
    }

    private Appliance appliance(Flood flood) throws IOException {
        Files.writeString(
                directory.resolve("segments.yaml"),
                """
                segments:
                  - {name: students, site: HS1, prefixes: [10.20.0.0/16], population: student, tap: access}
                """);
        Path config = directory.resolve("tapwarden.yaml");
        Files.writeString(
                config,
                """
                office: Flooded High
                time-zone: UTC
                state: state
                capture: {interface: none}
                segments: segments.yaml
                mail: {host: localhost, from: a@example.org, to: b@example.org}
                """);
        return new Appliance(
                Settings.read(config),
                new Appliance.Surroundings(
                        List.of(flood),
                        flood::nanos,
                        FrameFilter.ALL,
                        List.of(),
                        () -> Optional.of(ProtectedSet.NOBODY),
                        Optional.of(mail -> {
                            mails.incrementAndGet();
                            return Optional.empty();
                        })));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(until);
            Thread.sleep(20);
        }
    }
}
