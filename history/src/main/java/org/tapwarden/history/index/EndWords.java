package org.tapwarden.history.index;

import org.apache.lucene.util.BytesRef;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedReader;
import org.tapwarden.classifier.record.PackedWriter;

/// Words of {@link Dictionary#SOURCE} and {@link Dictionary#DESTINATION}: all 16 bytes of the
/// address first, in network order, so that the order of words is the order of addresses and a
/// network is a range of words.
final class EndWords {

    /// Bytes of an address in a word.
    static final int ADDRESS = 16;

    private EndWords() {}

    /// @param mac left out where the end is no endpoint of ours: {@link Dictionary#PLACE} has it
    static boolean write(Address address, long endpoint, long mac, PackedWriter out) {
        eight(address.high(), out);
        eight(address.low(), out);
        out.number(endpoint);
        out.number(endpoint == 0 ? 0 : mac);
        return true;
    }

    private static void eight(long bits, PackedWriter out) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.put((int) (bits >>> shift));
        }
    }

    /// What the words of an address begin with.
    static BytesRef prefix(Address address) {
        var out = new PackedWriter();
        eight(address.high(), out);
        eight(address.low(), out);
        return new BytesRef(out.copy());
    }

    static Address address(BytesRef word) throws UnreadableFlow {
        return new PackedReader(word.bytes, word.offset, word.length).address(ADDRESS);
    }

    static long endpoint(BytesRef word) throws UnreadableFlow {
        var in = new PackedReader(word.bytes, word.offset, word.length);
        in.address(ADDRESS);
        return in.number();
    }
}
