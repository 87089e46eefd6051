package org.tapwarden.history.index;

import org.apache.lucene.util.BytesRef;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.FlowWord;
import org.tapwarden.classifier.record.PackedReader;
import org.tapwarden.history.stage.Key;

/// Looks into words of {@link Dictionary#SOURCE} and {@link Dictionary#DESTINATION}, which begin
/// with the address.
final class EndWords {

    private EndWords() {}

    /// What the words of an address begin with.
    static BytesRef prefix(Address address) {
        var bytes = new byte[FlowWord.ADDRESS];
        for (int i = 0; i < Long.BYTES; i++) {
            int shift = Long.SIZE - Byte.SIZE * (i + 1);
            bytes[i] = (byte) (address.high() >>> shift);
            bytes[Long.BYTES + i] = (byte) (address.low() >>> shift);
        }
        return new BytesRef(bytes);
    }

    static Address address(BytesRef word) throws UnreadableFlow {
        return new PackedReader(word.bytes, word.offset, word.length).address(FlowWord.ADDRESS);
    }

    /// Adds the address to a key.
    static void append(BytesRef word, Key key) throws UnreadableFlow {
        if (word.length < FlowWord.ADDRESS) {
            key.address(address(word)); // which says what is wrong
        } else {
            key.address(word.bytes, word.offset);
        }
    }

    static long endpoint(BytesRef word) throws UnreadableFlow {
        var in = new PackedReader(word.bytes, word.offset, word.length);
        in.address(FlowWord.ADDRESS);
        return in.number();
    }
}
