package org.tapwarden.classifier.record;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;

/// Flow records as the versions 1 to 3 wrote them: field by field. They may lie in a spool when the
/// program is replaced. 2 had what a TLS handshake told behind all that 1 had; 3 what came second,
/// behind that.
final class EarlierRecord {

    private static final byte OLDEST = 1;
    private static final byte LATEST = 3;
    private static final byte HANDSHAKE_SINCE = 2;
    private static final byte RUNNER_UP_SINCE = 3;

    private static final int SWAPPED = 1;
    private static final int ENCRYPTED_HELLO = 2;

    private EarlierRecord() {}

    static boolean is(byte[] bytes) {
        return bytes.length > 0 && bytes[0] >= OLDEST && bytes[0] <= LATEST;
    }

    /// @param bytes of which {@link #is} is true
    static FlowRecord decode(byte[] bytes) throws UnreadableFlow {
        byte version = bytes[0];
        var in = new PackedReader(bytes, 1, bytes.length - 1);
        String observer = in.someText();
        long flow = in.number();
        int slice = in.small();
        @Nullable EndReason end = in.endReason();
        int truths = in.small();
        int space = in.small();
        Address source = in.address();
        int sourcePort = in.small();
        Address destination = in.address();
        int destinationPort = in.small();
        int protocolNumber = in.small();
        long claimedNanos = in.number();
        FlowRecord.Traffic counted = in.traffic(0);
        FlowRecord.Traffic whole = in.traffic(counted.startNanos());
        Label label = in.label();
        var names =
                new FlowRecord.Names(
                        in.text(),
                        in.basis(),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text(),
                        FlowRecord.Tls.NONE);
        FlowRecord.Place place = in.place();
        boolean hello = (truths & ENCRYPTED_HELLO) != 0;
        names = names.with(version < HANDSHAKE_SINCE ? oldest(hello) : in.tls());
        label = version < RUNNER_UP_SINCE ? label : label.with(in.runnerUp());
        if (in.remaining() > 0) {
            throw new UnreadableFlow(in.remaining() + " bytes too many behind a flow record");
        }
        return new FlowRecord(
                new FlowRecord.Identity(observer, flow, slice, end),
                new FlowRecord.Conversation(
                        space,
                        source,
                        sourcePort,
                        destination,
                        destinationPort,
                        protocolNumber,
                        (truths & SWAPPED) != 0,
                        claimedNanos),
                counted,
                whole,
                label,
                names,
                place);
    }

    private static FlowRecord.Tls oldest(boolean encryptedHello) {
        return encryptedHello
                ? FlowRecord.Tls.NONE.with(EncryptedHello.OFFERED)
                : FlowRecord.Tls.NONE;
    }
}
