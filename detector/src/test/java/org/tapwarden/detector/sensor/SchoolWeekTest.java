package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.FlowPredicate;
import org.tapwarden.classifier.language.WrongQuery;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.PolicyFile;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;

/// A week of a school with 2,000 devices: how many messages it makes, and that whoever was not told
/// is counted.
class SchoolWeekTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;
    private static final long MONDAY = 1_756_080_000L * SECOND; // 2025-08-25
    private static final Mac GATEWAY = Mac.parse("00:00:0c:00:00:01");
    private static final long OFFICES = Mac.parse("3c:52:82:00:00:00").bits();
    private static final long TERM = Mac.parse("f4:39:09:00:00:00").bits();
    private static final long DOCKS = Mac.parse("50:c7:bf:00:00:00").bits();

    private final Kept kept = new Kept();
    private final Random random = new Random(20250825);
    private final Map<Long, Integer> addresses = new HashMap<>();
    private final Sensor sensor = sensor(kept);
    private long now = MONDAY;

    private static Sensor sensor(Outlet outlet) {
        try {
            var segment =
                    new Segment(
                            "students",
                            "HS1",
                            "Main",
                            Set.of(),
                            List.of(Prefix.parse("10.20.0.0/16")),
                            Population.STUDENT,
                            TapKind.ACCESS,
                            0,
                            Map.of(
                                    Role.DHCP_SERVER, Set.of(GATEWAY.toString()),
                                    Role.ROUTER, Set.of(GATEWAY.toString())));
            return new Sensor(
                    new Segments(List.of(segment)),
                    new PolicyFile(Clauses.builtIn(), SchoolWeekTest::parsed).builtIn(),
                    Makers.load(),
                    new AtomicLong()::incrementAndGet,
                    outlet,
                    new Watches(),
                    rule ->
                            FlowPredicate.of(
                                    Objects.requireNonNull(rule.when()), Directory.NOBODY));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static org.tapwarden.classifier.language.Query parsed(String text) {
        try {
            return FlowLanguage.parse(text, FlowLanguage.Options.UTC);
        } catch (WrongQuery e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// What a machine does when it is switched on.
    private void switchedOn(long mac, String name, String vendor, String parameters) {
        int number = addresses.computeIfAbsent(mac, _ -> addresses.size() + 2);
        Address own = Address.ipv4(0x0a140000 + number);
        see(mac, Address.parse("0.0.0.0"), request(mac, name, vendor, parameters, own));
        see(GATEWAY.bits(), Address.parse("10.20.0.1"), reply(mac, own));
        sensor.see(
                new Sighting.AddressClaimed(
                        frame(mac, own),
                        mac,
                        own,
                        Sighting.AddressClaimed.Manner.ANNOUNCES,
                        null,
                        false));
        sensor.see(new Sighting.SynSent(frame(mac, own), vendor.startsWith("MSFT") ? 128 : 64));
    }

    private static Telling request(
            long mac, String name, String vendor, String parameters, Address own) {
        return new Telling.DhcpRequest(mac, 3, name, vendor, parameters, null, own, null);
    }

    private static Telling reply(long mac, Address own) {
        Address server = Address.parse("10.20.0.1");
        return new Telling.DhcpReply(mac, 5, server, own, null, server, server, 86_400);
    }

    private void see(long mac, @Nullable Address from, Telling telling) {
        sensor.see(new Sighting.Told(frame(mac, from), telling));
    }

    private Sighting.Frame frame(long mac, @Nullable Address from) {
        now += 1_000_000;
        return new Sighting.Frame(
                now, 0, 0, -1, mac, GATEWAY.bits(), from, Address.parse("203.0.113.10"));
    }

    private void at(int day, double hour) {
        now = Math.max(now, MONDAY + day * DAY + (long) (hour * 3_600 * SECOND));
    }

    private void chromebook(long mac) {
        switchedOn(mac, "CB-" + Long.toHexString(mac), "cros", "1,3,6,15,26,28,51");
    }

    private void laptop(long mac, String name) {
        switchedOn(mac, name, "MSFT 5.0", "1,3,6,15,31,33,43,44,46,47,119,121,249,252");
    }

    private void phones(int count) {
        for (int i = 0; i < count; i++) {
            now += 20 * SECOND;
            long mac = (random.nextLong() & 0xfcffffffffffL) | (1L << 41);
            switchedOn(mac, "", "android-dhcp-14", "1,3,6,15,26,28,51,58,59,43");
        }
    }

    /// Orders since the last question: each is a message to the help desk.
    private List<String> messages() {
        List<String> since = new ArrayList<>();
        while (told < kept.asked.size()) {
            since.add(kept.asked.get(told++).alert().rule());
        }
        return since;
    }

    private int told;

    @Test
    void makes_few_messages_and_counts_whom_it_did_not_tell_about() {
        Map<Long, Standing> list = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            list.put(OFFICES + i, Standing.APPROVED);
        }
        list.put(GATEWAY.bits(), Standing.APPROVED);
        sensor.approved(list);

        Map<Integer, List<String>> byDay = new HashMap<>();
        for (int day = 0; day < 5; day++) {
            at(day, 7.5);
            for (int i = 0; i < 2_000; i++) {
                now += SECOND / 2;
                if (i % 10 == 0) {
                    laptop(OFFICES + i, "LT-" + i);
                } else {
                    chromebook(OFFICES + i);
                }
            }
            at(day, 9);
            phones(300);
            switch (day) {
                // Five hundred new machines on the first morning of the term.
                case 1 -> {
                    at(day, 11);
                    for (int i = 0; i < 500; i++) {
                        now += 3 * SECOND;
                        chromebook(TERM + i);
                    }
                }
                // Laptops of the office on docking stations that are on no list.
                case 2 -> {
                    at(day, 11);
                    for (int i = 0; i < 20; i++) {
                        now += 120 * SECOND;
                        laptop(DOCKS + i, "LT-" + i * 10);
                    }
                }
                // A cart of machines that got new names.
                case 3 -> {
                    at(day, 11);
                    for (int i = 0; i < 30; i++) {
                        now += 5 * SECOND;
                        switchedOn(
                                OFFICES + 1 + i * 10L, "CART-B-" + i, "cros", "1,3,6,15,26,28,51");
                    }
                }
                default -> {
                    // an ordinary day
                }
            }
            at(day, 23);
            phones(1);
            byDay.put(day, messages());
        }

        byDay.forEach((day, messages) ->
                assertThat(messages).as("day " + day + messages).hasSizeLessThan(3));
        assertThat(byDay.get(1)).as("term start").containsExactly("many-new-devices");
        assertThat(byDay.get(2)).as("docking stations").isEmpty();
        sensor.over();
        assertThat(messages()).isEmpty();
        Map<String, Long> counters = sensor.counters();
        assertThat(counters.get("unknown_quiet_private_address")).isEqualTo(5 * 301);
        assertThat(counters.get("unknown_quiet_told_together")).isEqualTo(500);
        assertThat(counters.get("unknown_quiet_like_an_approved_one")).isEqualTo(20);
    }

    @Test
    void a_stranger_on_an_ordinary_day_is_a_case_of_its_own() {
        sensor.approved(Map.of(OFFICES, Standing.APPROVED, GATEWAY.bits(), Standing.APPROVED));
        chromebook(OFFICES);
        at(0, 10);
        laptop(TERM, "stranger");
        now += 40 * SECOND;
        chromebook(OFFICES);
        now += 40 * SECOND;
        chromebook(OFFICES);
        assertThat(messages()).containsExactly("unknown-device");
    }

    @Test
    void at_the_end_of_a_capture_who_waits_is_told() {
        sensor.approved(Map.of(OFFICES, Standing.APPROVED, GATEWAY.bits(), Standing.APPROVED));
        laptop(TERM, "stranger");
        assertThat(messages()).isEmpty();
        sensor.over();
        assertThat(messages()).containsExactly("unknown-device");
    }
}
