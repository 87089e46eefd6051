package org.tapwarden.history.bench;

import org.tapwarden.classifier.FlowRecord.Traffic;

/// How much flows carry and how long they last: log-normal, so that a few carry most of it.
final class SchoolTraffic {

    private static final long MILLI = 1_000_000L;
    private static final long SLICE_NANOS = 300_000 * MILLI;
    private static final double MOST_BYTES = 4e9;

    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int PSH = 8;
    private static final int ACK = 16;
    private static final int FIN = 1;

    private final Draw draw;

    SchoolTraffic(Draw draw) {
        this.draw = draw;
    }

    /// A question and its answer; one in thirty asks twice.
    Traffic question(long end, int nameLength) {
        long asked = draw.below(30) == 0 ? 2 : 1;
        long answered = draw.below(60) == 0 ? 0 : asked;
        long question = 46L + nameLength + (draw.below(3) == 0 ? 0 : 11);
        long records = 16L * (1 + draw.below(4)) + (draw.below(3) == 0 ? nameLength + 20 : 0);
        long lasts = Math.min(nanos(14, 1.3), 60_000 * MILLI);
        return new Traffic(
                end - lasts,
                end,
                asked,
                asked * question,
                answered,
                answered * (question + records),
                0,
                0);
    }

    /// A whole flow, or the last slice of one.
    ///
    /// @param sent median of the bytes that its source sends
    /// @param received median of what comes back
    Traffic flow(long end, boolean tcp, double sent, double received) {
        long lasts = Math.min(nanos(9_000, 1.7), SLICE_NANOS);
        if (tcp && draw.below(60) == 0) { // nobody answers its SYN
            long tries = 1L + draw.below(5);
            return new Traffic(end - lasts, end, tries, 60 * tries, 0, 0, SYN, 0);
        }
        return counted(end, lasts, bytes(sent, 0.9), bytes(received, 1.9), tcp ? flags() : 0);
    }

    /// Five minutes of a flow that goes on.
    Traffic slice(long end, boolean tcp) {
        long lasts = SLICE_NANOS - nanos(900, 1.0) % SLICE_NANOS;
        int flags = tcp ? ACK | PSH : 0;
        return counted(end, lasts, bytes(9_000, 1.6), bytes(40_000, 2.4), flags);
    }

    /// All since the flow began, when this is its slice of that number.
    Traffic whole(Traffic slice, int number) {
        long before = number - 1L;
        long sent = before * bytes(9_000, 1.6);
        long received = before * bytes(40_000, 2.4);
        return new Traffic(
                slice.startNanos() - before * SLICE_NANOS,
                slice.endNanos(),
                slice.sourcePackets() + packets(sent, received),
                slice.sourceBytes() + sent,
                slice.destinationPackets() + packets(received, sent),
                slice.destinationBytes() + received,
                slice.sourceFlags() == 0 ? 0 : slice.sourceFlags() | SYN,
                slice.destinationFlags() == 0 ? 0 : slice.destinationFlags() | SYN);
    }

    private Traffic counted(long end, long lasts, long sent, long received, int flags) {
        return new Traffic(
                end - lasts,
                end,
                packets(sent, received),
                sent,
                packets(received, sent),
                received,
                flags,
                answered(flags));
    }

    private int answered(int flags) {
        boolean reset = (flags & FIN) != 0 && draw.below(20) == 0;
        return reset ? (flags & ~FIN) | RST : flags & ~RST;
    }

    /// Full ones, some that are not, and acknowledgements of what comes the other way.
    private long packets(long own, long other) {
        return 3 + draw.below(6) + own / 1_320 + other / 2_900;
    }

    private int flags() {
        int usual = SYN | ACK | PSH;
        int one = draw.below(100);
        if (one < 74) {
            return usual | FIN;
        }
        if (one < 84) {
            return usual | FIN | RST;
        }
        return one < 92 ? usual | RST : usual;
    }

    private long bytes(double median, double sigma) {
        return 300 + (long) Math.min(draw.logNormal(median, sigma), MOST_BYTES);
    }

    private long nanos(double medianMillis, double sigma) {
        long micros = (long) (draw.logNormal(medianMillis, sigma) * 1_000);
        return micros * 1_000;
    }
}
