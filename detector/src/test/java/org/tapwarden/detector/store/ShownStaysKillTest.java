package org.tapwarden.detector.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

/// A process that keeps devices, approvals and alerts, reads them back as a page would, and says
/// what it read, is killed at any moment, again and again: whatever it ever showed is still there.
///
/// Twenty kills here; `./check soak` runs it ten times.
class ShownStaysKillTest {

    private static final int KILLS = Boolean.getBoolean("tapwarden.whole") ? 20 : 10;
    private static final long START = 1_750_000_000_000L;
    private static final Segment SEGMENT = Segments.UNDECLARED.all().getFirst();

    @TempDir Path folder;

    @Test
    void kill_9_takes_back_nothing_that_was_shown() throws Exception {
        Path file = folder.resolve("sensor.db");
        var random = new Random();
        long shown = 0;
        int cut = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long from = shown + 1_000;
            List<String> lines = killed(file, from, random.nextInt(30), random.nextInt(20));
            if (!lines.isEmpty()) {
                shown = Math.max(shown, numberOf(lines.getLast()));
                cut++;
            }
            try (var store = new SensorStore(file, Segments.UNDECLARED)) {
                for (String line : lines) {
                    assertThat(told(store, numberOf(line))).isEqualTo(line);
                }
            }
        }
        assertThat(cut).as("kills that came after something was shown").isGreaterThan(KILLS / 3);
        assertThat(shown).isPositive();
    }

    /// Runs the process, and kills it once it said so many lines, and some milliseconds later.
    ///
    /// @return all that it had said by then, but for a line that it had not ended
    private List<String> killed(Path file, long from, int lines, int millis) throws Exception {
        Path said = folder.resolve("said");
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Keeper.class.getName(),
                                file.toString(),
                                Long.toString(from))
                        .redirectOutput(said.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            while (ended(said).size() < lines) {
                assertThat(child.isAlive()).as("it goes on until it is killed").isTrue();
                Thread.sleep(5);
            }
            Thread.sleep(millis);
        } finally {
            child.destroyForcibly().waitFor();
        }
        return ended(said);
    }

    private static List<String> ended(Path said) throws IOException {
        String text = Files.readString(said);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static long numberOf(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }

    private static Mac mac(long number) {
        return new Mac(0x002170000000L + number);
    }

    private static Address address(long number) {
        return Address.parse("10.1." + (number >> 8 & 255) + "." + (number & 255));
    }

    /// What a page shows of one round: alert, approval with its device, and who has the address.
    private static String told(SensorStore store, long number) {
        Instant then = Instant.ofEpochMilli(START + number);
        var device = store.byMac(mac(number)).orElseThrow();
        return number
                + " alert "
                + store.byId(number).orElseThrow().title()
                + ", asked "
                + store.askedAfter(0, 100_000).stream()
                        .filter(a -> a.asked().alert().id() == number)
                        .count()
                + ", "
                + device.standing()
                + " "
                + device.asset().orElseThrow().tag()
                + ", "
                + store.past().holders(address(number), then).stream()
                        .filter(h -> h.endpoint() == device.endpoint())
                        .map(h -> h.mac() + " " + h.address() + " from " + h.from())
                        .toList();
    }

    /// The process that is killed.
    static final class Keeper {
        private Keeper() {}

        public static void main(String[] arguments) throws IOException {
            var store = new SensorStore(Path.of(arguments[0]), Segments.UNDECLARED);
            var endpoints = new Endpoints(Makers.load(), store::nextId, store, 100_000);
            for (long number = Long.parseLong(arguments[1]); ; number++) {
                long atNanos = (START + number) * 1_000_000L;
                Endpoint endpoint = endpoints.atMac(SEGMENT, mac(number).bits(), atNanos);
                if (endpoint == null) {
                    store.awaitCommitted(store.submitted());
                    continue;
                }
                endpoints.bind(endpoint, address(number), atNanos, "arp");
                var alert = SensorStoreTest.alert(number, number);
                store.alert(alert, Optional.of(SensorStoreTest.asked(alert)));
                var entry =
                        new ApprovedList.Entry(
                                mac(number),
                                "pc",
                                "it",
                                "",
                                "",
                                "A-" + number,
                                "",
                                "office",
                                "",
                                "",
                                null);
                store.apply(
                        new ApprovedList.Difference(List.of(entry), List.of(), List.of(), 0, 0),
                        "it",
                        "a test",
                        Instant.ofEpochMilli(START));
                store.awaitCommitted(store.submitted());
                if (store.byMac(mac(number)).orElseThrow().standing() != Standing.APPROVED) {
                    throw new IllegalStateException(
                            "an approval that was acknowledged is not there");
                }
                System.out.println(told(store, number));
            }
        }
    }
}
