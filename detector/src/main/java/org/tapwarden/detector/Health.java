package org.tapwarden.detector;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.tapwarden.detector.place.SwitchState;

/// What the sensor publishes of itself: how well it sees. Safe to call from any thread.
public interface Health {

    State now();

    /// Counters since the start, and what they mean.
    ///
    /// @param since when the sensor started
    /// @param framesOffered all that the tap handed to this machine, lost ones included; not what
    ///   the operator's filter leaves out, nor what lies in a ring and will be read
    /// @param framesProcessed offered minus every drop below, exactly
    /// @param drops lost frames by where, such as `kernel`, `split_ring_full`; all names are there,
    ///   also at 0
    /// @param lostBehind what was lost of processed frames, by where: events that found their ring
    ///   full, fragments without the rest, records that nobody took; all names are there
    /// @param taps the interfaces that are watched
    /// @param faults bytes that lied, by name of the lie; only those that happened
    /// @param flows flows ended and written
    /// @param flowsNow in the table
    /// @param flowsNamed flows ended that have a readable name, seen or inferred
    /// @param flowsNameable flows ended of protocols that could have one
    /// @param oneSided flows of TCP ended of which only one direction was seen
    /// @param tcpFlows flows of TCP ended
    /// @param troubles what keeps from being kept what was seen, now
    /// @param overloads what grew past a cap lately, newest last; at most one of a kind a minute
    /// @param segments what is seen of each segment
    /// @param switches that are asked where devices are plugged in
    /// @param lag how late what frames told was heard
    /// @param counters everything else that grows or is dropped, by name; for Prometheus
    record State(
            Instant since,
            long framesOffered,
            long framesProcessed,
            Map<String, Long> drops,
            Map<String, Long> lostBehind,
            List<TapState> taps,
            Map<String, Long> faults,
            long flows,
            long flowsNow,
            long flowsNamed,
            long flowsNameable,
            long oneSided,
            long tcpFlows,
            List<Trouble> troubles,
            List<Overload> overloads,
            List<SegmentState> segments,
            List<SwitchState> switches,
            Lag lag,
            Map<String, Long> counters) {}

    /// How long after the kernel's time of a frame what it told was taken to be decided, since the
    /// start: sightings, and flows of which something was learnt.
    ///
    /// @param steps by how late, ascending
    /// @param count of all, later than the last step too
    /// @param seconds all together
    record Lag(List<Step> steps, long count, double seconds) {

        public Lag {
            steps = List.copyOf(steps);
        }

        /// @param millis how late at most
        /// @param count that was so late, or less
        public record Step(long millis, long count) {}
    }

    /// Something grew past its cap, as it does in a flood: one aggregated event, whatever the
    /// number of frames.
    ///
    /// @param kind of the event, such as `mac-flood`
    /// @param sentence for people
    /// @param count how often since the last event of the kind
    /// @param at when it was said
    record Overload(String kind, String sentence, long count, Instant at) {}

    /// Something keeps what was seen from being kept, now.
    ///
    /// @param kind of it, such as `index` or `spool`
    /// @param sentence for people: what, which disk, and what it costs
    record Trouble(String kind, String sentence, Instant since) {}

    /// How a watched interface is.
    enum Condition {
        /// Frames come.
        WATCHED,
        /// It is plugged in, and nothing came for longer than the operator thinks right.
        SILENT,
        /// It is down, or nothing is plugged in.
        NO_LINK,
        /// The machine has no such interface now; it is looked for.
        GONE
    }

    /// A watched interface.
    ///
    /// @param quiet since the last frame
    /// @param gaps how often the interface was gone
    /// @param blind how long altogether
    /// @param lastGap when the last gap began; {@link Instant#EPOCH} when there was none
    record TapState(
            String name,
            Condition condition,
            Duration quiet,
            long gaps,
            Duration blind,
            Instant lastGap) {}

    /// What is seen of a segment.
    ///
    /// @param tap `access`, `routed`, `outside-nat` or `undeclared`
    /// @param devices endpoints seen in it
    /// @param lastFrame when a frame of it was seen last; {@link Instant#EPOCH} when never
    /// @param remark in words, when what the wire shows is not what was declared; else empty
    /// @param protectedToday flows of the day with protected destinations, as of the last full hour
    record SegmentState(
            String name,
            String site,
            String tap,
            String population,
            long devices,
            Instant lastFrame,
            String remark,
            long protectedToday) {}
}
