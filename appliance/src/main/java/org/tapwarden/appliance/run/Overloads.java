package org.tapwarden.appliance.run;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.detector.Health;

/// Says when something reached its cap, as in a flood: one event of a kind a minute at most, with
/// the number of times, whatever the number of frames.
///
/// Owned by the deciding thread.
final class Overloads {

    /// What can be too much.
    enum Kind {
        MAC_FLOOD(
                "New devices found the device table full; listed devices have room of their own."),
        UNKNOWN_DEVICES(
                "More unknown devices came at once than get a case each; the device list has all."),
        ADDRESS_FLOOD("Devices used more addresses than a device has."),
        FLOW_FLOOD("The flow table was full; flows that nobody answered ended first."),
        NAME_FLOOD("The table of name answers was full; the oldest were forgotten."),
        FRAMES_LOST("Frames were lost before they were looked at."),
        EVENTS_LOST("What frames told was lost, since deciding did not keep up."),
        RECORDS_LOST("Flow records were lost on the way to the history.");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static final int MOST_KEPT = 32;

    private static final Logger LOG = LoggerFactory.getLogger(Overloads.class);
    private static final long EVERY_NANOS = 60_000_000_000L;

    private record Told(long total, long atNanos) {}

    private final Map<Kind, Told> told = new EnumMap<>(Kind.class);
    private final ArrayDeque<Health.Overload> kept = new ArrayDeque<>();

    /// @param totals since the start, of each kind
    /// @param nowNanos monotonic
    /// @return what was said lately, oldest first
    List<Health.Overload> look(Map<Kind, Long> totals, long nowNanos, Instant now) {
        totals.forEach((kind, total) -> {
            Told last = told.get(kind);
            long more = total - (last == null ? 0 : last.total);
            boolean early = last != null && nowNanos - last.atNanos < EVERY_NANOS;
            if (more > 0 && !early) {
                tell(new Health.Overload(kind.word(), kind.sentence, more, now));
                told.put(kind, new Told(total, nowNanos));
            }
        });
        return List.copyOf(kept);
    }

    private void tell(Health.Overload event) {
        LOG.warn("{}: {} ({} times)", event.kind(), event.sentence(), event.count());
        if (kept.size() == MOST_KEPT) {
            kept.removeFirst();
        }
        kept.add(event);
    }
}
