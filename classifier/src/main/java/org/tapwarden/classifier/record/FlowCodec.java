package org.tapwarden.classifier.record;

import org.tapwarden.classifier.FlowRecord;

/// A flow record as bytes, for the spool: a byte for the version, numbers, and the {@link
/// FlowWord}s, each with its length before it. Numbers are of variable length, since most are
/// small.
///
/// What earlier versions wrote is still read ({@link EarlierRecord}).
public final class FlowCodec {

    /// Longest text kept, in bytes of UTF-8; a longer one is cut.
    public static final int LONGEST_TEXT = PackedWriter.LONGEST_TEXT;

    /// Most grounds kept; more are cut off.
    public static final int MOST_GROUNDS = PackedWriter.MOST_GROUNDS;

    /// 4: numbers and words.
    static final byte VERSION = 4;

    /// Instead of the length of a word that the slice has not.
    static final int NO_WORD = 0xffff;

    private FlowCodec() {}

    /// Says that bytes are no flow record, or one of a version that this program does not know.
    public static final class UnreadableFlow extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableFlow(String message) {
            super(message);
        }
    }

    public static byte[] encode(FlowRecord flow) {
        var out = new PackedWriter();
        FlowRecord.Identity identity = flow.identity();
        FlowRecord.Conversation between = flow.conversation();
        FlowRecord.Traffic slice = flow.slice();
        out.put(VERSION);
        out.number(identity.flow());
        out.number(identity.slice());
        out.number(between.claimedNanos());
        out.number(slice.endNanos());
        out.number(slice.endNanos() - slice.startNanos());
        out.number(slice.sourceBytes());
        out.number(slice.destinationBytes());
        out.number(slice.sourcePackets());
        out.number(slice.destinationPackets());
        out.number(between.sourcePort());
        out.number(between.destinationPort());
        boolean whole = !flow.whole().equals(slice);
        out.put(whole ? 1 : 0);
        for (FlowWord word : FlowWord.all()) {
            int opened = out.open();
            if (word.write(flow, out)) {
                out.close(opened);
            } else {
                out.twoBytes(opened, NO_WORD);
            }
        }
        if (whole) {
            out.traffic(flow.whole(), slice.startNanos());
        }
        return out.copy();
    }

    /// @throws UnreadableFlow when the bytes are anything but what {@link #encode} wrote
    public static FlowRecord decode(byte[] bytes) throws UnreadableFlow {
        if (EarlierRecord.is(bytes)) {
            return EarlierRecord.decode(bytes);
        }
        return new PackedFlow().read(bytes).record();
    }
}
