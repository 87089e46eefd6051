package org.tapwarden.detector.sensor;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.GeneralReason;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Tells of devices that are not on the approved list so that a help desk can bear it: one by one
/// while there are few, as one case a segment while there are many, and not at all where that would
/// say nothing. Whoever is not told is in the device list, and counted by reason.
///
/// Owned by the deciding thread.
final class Newcomers {

    /// Why no message is sent about a device that is not on the list.
    enum Quiet {
        /// There is no list yet, so nobody is unknown.
        LEARNING,
        /// Its MAC is one that phones make up: a new one each day says nothing.
        PRIVATE_ADDRESS,
        /// It serves others and never asked for an address: equipment of the network itself.
        INFRASTRUCTURE,
        /// There is a graver case about it.
        GRAVER_CASE,
        /// MACs are no devices there, or nobody said whether they are.
        NOT_AN_ACCESS_SEGMENT,
        /// It says the name, and asks by DHCP in every detail, as an approved device does: the same
        /// machine on a docking station or an adapter.
        LIKE_AN_APPROVED_ONE,
        /// Told together with others.
        TOLD_TOGETHER;

        String counter() {
            return "unknown_quiet_" + name().toLowerCase(Locale.ROOT);
        }
    }

    /// As many at once are told together.
    static final int MANY = 5;

    /// So many need not wait for more.
    static final int CROWD = 20;

    /// Told one by one in a segment within an hour; later ones are told together.
    static final int SINGLES_AN_HOUR = 2;

    /// So long a newcomer waits for others.
    static final long GATHERING_NANOS = 30_000_000_000L;

    /// A case about many takes in who comes within this time after the last one.
    static final long TOGETHER_NANOS = 12 * 3_600_000_000_000L;

    private static final int MOST_NAMES = Caps.of(200_000, 64);
    private static final long HOUR_NANOS = 3_600_000_000_000L;

    /// Who hears of it.
    interface Desk {
        void single(Endpoint endpoint, Evidence evidence, long nowNanos);

        void many(Segment segment, Evidence evidence, long nowNanos);

        boolean hasGraverCase(Endpoint endpoint);
    }

    /// What goes on in a segment.
    private static final class Wave {
        private final ArrayDeque<Endpoint> waiting = new ArrayDeque<>();
        private final ArrayDeque<Long> singles = new ArrayDeque<>();
        private long waitingSince;
        private long together;
        private long togetherSince;
        private long togetherLast = Long.MIN_VALUE;
    }

    private final Desk desk;
    private final Map<Segment, Wave> waves = new HashMap<>();
    private final Map<Quiet, Long> quiet = new EnumMap<>(Quiet.class);
    private final Map<String, Endpoint> approvedByName =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Endpoint> eldest) {
                    return size() > MOST_NAMES;
                }
            };

    Newcomers(Desk desk) {
        this.desk = desk;
    }

    /// An approved device said something: its name helps to know it again on a docking station.
    void approved(Endpoint endpoint) {
        if (endpoint.standing() == Standing.APPROVED && !endpoint.hostName().isEmpty()) {
            approvedByName.put(endpoint.hostName(), endpoint);
        }
    }

    /// A device has had the time to say its name.
    void settled(Endpoint endpoint, boolean learning, long nowNanos) {
        if (Set.of(Standing.APPROVED, Standing.KNOWN).contains(endpoint.standing())) {
            return;
        }
        Quiet why = why(endpoint, learning);
        if (why != null) {
            quiet.merge(why, 1L, Long::sum);
            return;
        }
        Wave wave = waves.computeIfAbsent(endpoint.segment(), _ -> new Wave());
        if (wave.waiting.isEmpty()) {
            wave.waitingSince = nowNanos;
        }
        wave.waiting.add(endpoint);
        if (goesOn(wave, nowNanos) || wave.waiting.size() >= CROWD) {
            together(endpoint.segment(), wave, nowNanos);
        }
    }

    private @Nullable Quiet why(Endpoint endpoint, boolean learning) {
        if (learning) {
            return Quiet.LEARNING;
        }
        if (endpoint.isRandomised()) {
            return Quiet.PRIVATE_ADDRESS;
        }
        if (endpoint.isInfrastructure() && !endpoint.isClient()) {
            return Quiet.INFRASTRUCTURE;
        }
        if (endpoint.segment().tap() != TapKind.ACCESS) {
            return Quiet.NOT_AN_ACCESS_SEGMENT;
        }
        if (desk.hasGraverCase(endpoint)) {
            return Quiet.GRAVER_CASE;
        }
        return isLikeAnApprovedOne(endpoint) ? Quiet.LIKE_AN_APPROVED_ONE : null;
    }

    private boolean isLikeAnApprovedOne(Endpoint endpoint) {
        Endpoint other = approvedByName.get(endpoint.hostName());
        return other != null
                && other.standing() == Standing.APPROVED
                && !endpoint.parameters().isEmpty()
                && other.parameters().equals(endpoint.parameters())
                && other.vendorClass().equals(endpoint.vendorClass());
    }

    /// Event time went on: who has waited long enough is told.
    void tick(long nowNanos) {
        waves.forEach((segment, wave) -> {
            boolean due =
                    !wave.waiting.isEmpty() && nowNanos - wave.waitingSince >= GATHERING_NANOS;
            if (due) {
                tell(segment, wave, nowNanos);
            }
        });
    }

    /// Nothing more comes: who waits is told now.
    void over(long nowNanos) {
        waves.forEach((segment, wave) -> {
            if (!wave.waiting.isEmpty()) {
                tell(segment, wave, nowNanos);
            }
        });
    }

    private void tell(Segment segment, Wave wave, long nowNanos) {
        while (!wave.singles.isEmpty() && nowNanos - wave.singles.getFirst() >= HOUR_NANOS) {
            wave.singles.removeFirst();
        }
        int room = SINGLES_AN_HOUR - wave.singles.size();
        if (goesOn(wave, nowNanos) || wave.waiting.size() >= MANY || wave.waiting.size() > room) {
            together(segment, wave, nowNanos);
            return;
        }
        while (!wave.waiting.isEmpty()) {
            Endpoint one = wave.waiting.removeFirst();
            wave.singles.add(nowNanos);
            desk.single(
                    one,
                    new Evidence(one.id(), GeneralReason.NOT_ON_THE_LIST, "", one.firstNanos()),
                    nowNanos);
        }
    }

    private static boolean goesOn(Wave wave, long nowNanos) {
        return wave.togetherLast != Long.MIN_VALUE && nowNanos - wave.togetherLast < TOGETHER_NANOS;
    }

    private void together(Segment segment, Wave wave, long nowNanos) {
        if (!goesOn(wave, nowNanos)) {
            wave.together = 0;
            wave.togetherSince = wave.waitingSince;
        }
        wave.together += wave.waiting.size();
        wave.togetherLast = nowNanos;
        quiet.merge(Quiet.TOLD_TOGETHER, (long) wave.waiting.size(), Long::sum);
        String detail =
                wave.together
                        + " since "
                        + Instant.ofEpochSecond(0, wave.togetherSince)
                                .truncatedTo(ChronoUnit.MINUTES)
                        + ", the last one "
                        + described(wave.waiting.getLast());
        wave.waiting.clear();
        desk.many(
                segment,
                new Evidence(0, GeneralReason.MANY_NOT_ON_THE_LIST, detail, nowNanos),
                nowNanos);
    }

    private static String described(Endpoint endpoint) {
        String name = endpoint.hostName().isEmpty() ? "without a name" : endpoint.hostName();
        return endpoint.maker().isEmpty() ? name : name + " (" + endpoint.maker() + ")";
    }

    /// Devices that are not on the list and of which nobody was told by themselves, by reason.
    Map<String, Long> counters() {
        Map<String, Long> counters = new HashMap<>();
        for (Quiet why : Quiet.values()) {
            counters.put(why.counter(), quiet.getOrDefault(why, 0L));
        }
        return counters;
    }
}
