package org.tapwarden.classifier.confidential;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.protocol.Protocol;

/// Counts the flows of protected destinations, and makes of each a record that says nothing but
/// day, segment and population. Owned by the deciding thread.
///
/// A record that were written when its flow ends would tell by its neighbours when that was. So
/// counts wait for the full hour of event time, and their records come out together, in an order of
/// days and segments, under numbers drawn by lot. What waits is lost when the program is killed.
///
/// Bounded: no more than {@link #MOST_WAITING} wait for the hour.
public final class ProtectedFlows {

    static final int MOST_WAITING = Caps.of(4_096, 16);

    private static final long HOUR_MILLIS = 3_600_000;

    private static final long DAY_MILLIS = 86_400_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Address NOBODY = new Address(0, 0);

    private static final Label LABEL =
            new Label(Protocol.UNKNOWN, null, Category.PROTECTED, Basis.NONE, List.of());

    private static final FlowRecord.Conversation BETWEEN =
            new FlowRecord.Conversation(0, NOBODY, 0, NOBODY, 0, 0, false, 0);

    private final String observer;
    private final TimeZone zone;
    private final LongSupplier lots;

    private final Map<Kind, Integer> waiting = new TreeMap<>(Kind.ORDER);
    private int waits;
    private long hour = Long.MIN_VALUE;

    /// By segment, so it is no longer than their list.
    private final Map<String, Long> today = new TreeMap<>();

    private long todayNanos = Long.MIN_VALUE;

    /// All that is known of a flow.
    private record Kind(long dayNanos, String segment, Population population) {
        static final Comparator<Kind> ORDER =
                Comparator.comparingLong(Kind::dayNanos)
                        .thenComparing(Kind::segment)
                        .thenComparing(Kind::population);
    }

    /// Takes a record that is finished.
    @FunctionalInterface
    public interface Receiver<E extends Exception> {
        void take(FlowRecord record) throws E;
    }

    /// @param observer the sensor
    /// @param zone of the site, by whose days it is counted
    /// @param lots draws the numbers of the records; at random, but in a replay
    public ProtectedFlows(String observer, TimeZone zone, LongSupplier lots) {
        this.observer = observer;
        this.zone = zone;
        this.lots = lots;
    }

    /// Counts a flow that is over.
    public void count(String segment, Population population, long endNanos) {
        waiting.merge(new Kind(dayOf(endNanos), segment, population), 1, Integer::sum);
        waits++;
    }

    /// Gives out what waits when an hour is full, or too much waits.
    ///
    /// @param nowNanos event time
    public <E extends Exception> void release(long nowNanos, Receiver<E> to) throws E {
        long now = Math.floorDiv(nowNanos, HOUR_MILLIS * NANOS_PER_MILLI);
        if (now > hour || waits >= MOST_WAITING) {
            hour = Math.max(hour, now);
            releaseAll(to);
        }
    }

    /// Gives out what waits: there will be no more.
    public <E extends Exception> void releaseAll(Receiver<E> to) throws E {
        for (Map.Entry<Kind, Integer> entry : waiting.entrySet()) {
            Kind kind = entry.getKey();
            told(kind, entry.getValue());
            for (int i = 0; i < entry.getValue(); i++) {
                to.take(record(kind));
            }
        }
        waiting.clear();
        waits = 0;
    }

    private void told(Kind kind, int count) {
        if (kind.dayNanos > todayNanos) {
            todayNanos = kind.dayNanos;
            today.clear();
        }
        if (kind.dayNanos == todayNanos) {
            today.merge(kind.segment, (long) count, Long::sum);
        }
    }

    private FlowRecord record(Kind kind) {
        var nothing = new FlowRecord.Traffic(kind.dayNanos, kind.dayNanos, 0, 0, 0, 0, 0, 0);
        return new FlowRecord(
                // The usual end of a flow, whatever it was.
                new FlowRecord.Identity(observer, lots.getAsLong(), 1, EndReason.FINISHED),
                BETWEEN,
                nothing,
                nothing,
                LABEL,
                FlowRecord.Names.NONE,
                new FlowRecord.Place(
                        kind.segment, kind.population, Block.NO_VLAN, 0, null, 0, 0, 0, 0));
    }

    /// The beginning of the day in the site's time zone.
    private long dayOf(long nanos) {
        long millis = Math.floorDiv(nanos, NANOS_PER_MILLI);
        long local = millis + zone.getOffset(millis);
        long midnight = local - Math.floorMod(local, DAY_MILLIS);
        // The offset may have changed since midnight.
        long day = midnight - zone.getOffset(midnight - zone.getOffset(millis));
        return day * NANOS_PER_MILLI;
    }

    /// Flows of the day by segment, as far as they were given out.
    ///
    /// @param nowNanos event time; of a day without any there is nothing
    public Map<String, Long> today(long nowNanos) {
        return dayOf(nowNanos) == todayNanos ? Map.copyOf(today) : Map.of();
    }
}
