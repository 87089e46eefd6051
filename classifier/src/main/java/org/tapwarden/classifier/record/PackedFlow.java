package org.tapwarden.classifier.record;

import java.util.Arrays;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;

/// A flow record in its bytes: its numbers, and where its words lie. For who takes words over as
/// they are; the words themselves are not looked at, except for the population. Used again and
/// again by one thread.
public final class PackedFlow {

    private static final FlowWord[] WORDS = FlowWord.all();
    private static final byte[] NOWHERE = {};

    private byte[] bytes = NOWHERE;
    private final int[] begins = new int[WORDS.length];
    private final int[] lengths = new int[WORDS.length];
    private boolean hasWhole;
    private int wholeAt;

    private long flow;
    private int slice;
    private long claimedNanos;
    private long endNanos;
    private long nanos;
    private long sourceBytes;
    private long destinationBytes;
    private long sourcePackets;
    private long destinationPackets;
    private int sourcePort;
    private int destinationPort;

    private byte[] place = NOWHERE;
    private Population population = Population.UNKNOWN;

    /// Looks at a record, until this is called again.
    ///
    /// @param record what {@link FlowCodec#encode} wrote, of this version or an earlier one; lent
    ///   until the next is read
    /// @throws UnreadableFlow when it is anything else; a damaged word is found out by who reads it
    public PackedFlow read(byte[] record) throws UnreadableFlow {
        bytes = EarlierRecord.is(record) ? FlowCodec.encode(EarlierRecord.decode(record)) : record;
        var in = new PackedReader(bytes, 0, bytes.length);
        byte version = in.u8();
        if (version != FlowCodec.VERSION) {
            throw new UnreadableFlow(
                    "flow record of version "
                            + version
                            + "; this program knows versions 1 to "
                            + FlowCodec.VERSION);
        }
        flow = in.number();
        slice = in.small();
        claimedNanos = in.number();
        endNanos = in.number();
        nanos = in.number();
        sourceBytes = in.number();
        destinationBytes = in.number();
        sourcePackets = in.number();
        destinationPackets = in.number();
        sourcePort = in.small();
        destinationPort = in.small();
        hasWhole = in.u8() != 0;
        for (int i = 0; i < WORDS.length; i++) {
            int length = (in.u8() & 0xff) << Byte.SIZE | (in.u8() & 0xff);
            lengths[i] = length == FlowCodec.NO_WORD ? -1 : length;
            begins[i] = in.pass(Math.max(0, lengths[i]));
        }
        wholeAt = bytes.length - in.remaining();
        if (!hasWhole && in.remaining() > 0) {
            throw new UnreadableFlow(in.remaining() + " bytes too many behind a flow record");
        }
        readPopulation();
        return this;
    }

    private void readPopulation() throws UnreadableFlow {
        int at = begins[FlowWord.PLACE.ordinal()];
        int length = lengths[FlowWord.PLACE.ordinal()];
        if (length < 0) {
            throw new UnreadableFlow("a flow record without a place");
        }
        if (!Arrays.equals(bytes, at, at + length, place, 0, place.length)) {
            var parts = new FlowParts();
            FlowWord.PLACE.read(bytes, at, length, parts);
            population = parts.population;
            place = Arrays.copyOfRange(bytes, at, at + length);
        }
    }

    /// Whose it is.
    public Population population() {
        return population;
    }

    /// What the words lie in.
    public byte[] bytes() {
        return bytes;
    }

    /// Where a word begins.
    public int begin(FlowWord word) {
        return begins[word.ordinal()];
    }

    /// How long a word is; -1 where the slice has none.
    public int length(FlowWord word) {
        return lengths[word.ordinal()];
    }

    public long flow() {
        return flow;
    }

    public int slice() {
        return slice;
    }

    public long claimedNanos() {
        return claimedNanos;
    }

    public long endNanos() {
        return endNanos;
    }

    public long startNanos() {
        return endNanos - nanos;
    }

    public long sourceBytes() {
        return sourceBytes;
    }

    public long destinationBytes() {
        return destinationBytes;
    }

    public long sourcePackets() {
        return sourcePackets;
    }

    public long destinationPackets() {
        return destinationPackets;
    }

    public int sourcePort() {
        return sourcePort;
    }

    public int destinationPort() {
        return destinationPort;
    }

    /// Whether the totals of the whole flow are others than those of the slice.
    public boolean hasWhole() {
        return hasWhole;
    }

    /// Of the whole flow, where it {@link #hasWhole}.
    ///
    /// @throws UnreadableFlow when it is damaged
    public FlowRecord.Traffic whole() throws UnreadableFlow {
        var in = new PackedReader(bytes, wholeAt, bytes.length - wholeAt);
        FlowRecord.Traffic whole = in.traffic(startNanos());
        if (in.remaining() > 0) {
            throw new UnreadableFlow(in.remaining() + " bytes too many behind a flow record");
        }
        return whole;
    }

    /// All of it.
    ///
    /// @throws UnreadableFlow when a word is damaged
    public FlowRecord record() throws UnreadableFlow {
        var parts = new FlowParts();
        parts.flow(flow);
        parts.slice(slice);
        parts.claimed(claimedNanos);
        parts.end(endNanos);
        parts.length(nanos);
        parts.sourceBytes(sourceBytes);
        parts.destinationBytes(destinationBytes);
        parts.sourcePackets(sourcePackets);
        parts.destinationPackets(destinationPackets);
        parts.sourcePort(sourcePort);
        parts.destinationPort(destinationPort);
        for (FlowWord word : WORDS) {
            int length = lengths[word.ordinal()];
            if (length >= 0) {
                word.read(bytes, begins[word.ordinal()], length, parts);
            }
        }
        if (hasWhole) {
            parts.whole(whole());
        }
        return parts.record();
    }
}
