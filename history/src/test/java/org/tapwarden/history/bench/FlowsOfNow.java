package org.tapwarden.history.bench;

import java.time.Instant;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.FlowRecord.Names;
import org.tapwarden.classifier.FlowRecord.Traffic;

/// The flows of a school's day from ten o'clock on, one after the other, as if the sensor told each
/// of them now: as late after its end as it would be, and otherwise the same.
///
/// One thread.
final class FlowsOfNow {

    private static final long TEN = 10 * 3_600_000_000_000L;

    private final SchoolDay day;
    private long next;

    /// @param begin of the day
    FlowsOfNow(SchoolDay day, Instant begin) {
        this.day = day;
        this.next =
                day.toldFrom(begin.getEpochSecond() * 1_000_000_000L + TEN, SchoolDay.USUAL_DAY);
    }

    /// @param nowNanos since 1970
    FlowRecord next(long nowNanos) {
        FlowRecord flow = day.flow(next);
        long later = nowNanos - day.told(next);
        next++;
        return new FlowRecord(
                flow.identity(),
                flow.conversation(),
                moved(flow.slice(), later),
                moved(flow.whole(), later),
                flow.label(),
                flow.names(),
                flow.place());
    }

    /// A flow of a server's name that ends now and that nobody has told before.
    FlowRecord named(String name, long nowNanos) {
        FlowRecord flow = next(nowNanos);
        while (flow.names().serverName() == null || !flow.identity().isFinal()) {
            flow = next(nowNanos);
        }
        long later = nowNanos - flow.slice().endNanos();
        Names names = flow.names();
        return new FlowRecord(
                flow.identity(),
                flow.conversation(),
                moved(flow.slice(), later),
                moved(flow.whole(), later),
                flow.label(),
                names.named(name, names.serverNameBasis()),
                flow.place());
    }

    private static Traffic moved(Traffic traffic, long later) {
        return new Traffic(
                traffic.startNanos() + later,
                traffic.endNanos() + later,
                traffic.sourcePackets(),
                traffic.sourceBytes(),
                traffic.destinationPackets(),
                traffic.destinationBytes(),
                traffic.sourceFlags(),
                traffic.destinationFlags());
    }
}
