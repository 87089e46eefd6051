package org.tapwarden.classifier.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.capture.keep.KeptRanges;

/// What every dissector's target for the fuzzer does: whatever the bytes, nothing throws and
/// nothing is read outside the payload, however much of a stream is known.
///
/// The first four bytes of an input say whose payload it is and what is remembered, the rest is the
/// payload.
public abstract class FuzzTarget {

    /// Some that dissectors ask for, and one that none does.
    protected static final int[] PORTS = {
        53, 67, 137, 138, 443, 546, 1194, 1900, 5353, 5355, 80, 3478, 500, 4500, 161, 40_000
    };

    protected static final int HEAD = 4;

    protected final Learnt learnt = new Learnt();
    protected final Payload payload = new Payload();

    /// Whether the input is long enough to say whose payload it is.
    protected boolean set(byte[] bytes) {
        if (bytes.length < HEAD) {
            return false;
        }
        Transport[] transports = Transport.values();
        payload.of(
                transports[(bytes[0] & 0xff) % transports.length],
                bytes[1] % 2 == 0 ? Direction.FROM_SOURCE : Direction.FROM_DESTINATION,
                40_001,
                PORTS[(bytes[2] & 0xff) % PORTS.length]);
        return true;
    }

    /// Shows the first half, then all of it, as a stream grows.
    protected void look(Dissector dissector, byte[] bytes) {
        if (!set(bytes)) {
            return;
        }
        long remembered = bytes[3];
        int number = 1;
        for (int end : new int[] {HEAD + (bytes.length - HEAD) / 2, bytes.length}) {
            byte[] known = Arrays.copyOfRange(bytes, HEAD, end);
            payload.set(known, 0, known.length);
            payload.after(number++, remembered);
            learnt.clear();
            Dissector.Answer answer = dissector.look(payload, learnt);
            assertThat(answer).isNotNull();
            remembered = learnt.memory();
            if (answer != Dissector.Answer.NO && answer != Dissector.Answer.PERHAPS) {
                dissector.keeps(payload, new KeptRanges());
            }
        }
    }
}
