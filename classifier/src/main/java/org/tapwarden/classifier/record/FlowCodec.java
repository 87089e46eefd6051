package org.tapwarden.classifier.record;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;

/// A flow record as bytes, for the spool.
///
/// The first byte is the version. A later version may only append, so that it still reads what an
/// earlier one wrote. Numbers are of variable length and times are differences, since most are
/// small.
public final class FlowCodec {

    /// Longest text kept, in bytes of UTF-8; a longer one is cut.
    public static final int LONGEST_TEXT = PackedWriter.LONGEST_TEXT;

    /// Most grounds kept; more are cut off.
    public static final int MOST_GROUNDS = PackedWriter.MOST_GROUNDS;

    /// 2: what a TLS handshake told, behind all that 1 had. 3: what came second, behind that.
    static final byte VERSION = 3;

    private static final byte HANDSHAKE_SINCE = 2;
    private static final byte RUNNER_UP_SINCE = 3;

    private static final byte OLDEST = 1;

    private static final int SWAPPED = 1;
    private static final int ENCRYPTED_HELLO = 2;

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
        out.put(VERSION);
        FlowRecord.Identity identity = flow.identity();
        out.text(identity.observer());
        out.number(identity.flow());
        out.number(identity.slice());
        EndReason end = identity.end();
        out.text(end == null ? null : end.word());
        FlowRecord.Conversation between = flow.conversation();
        FlowRecord.Names names = flow.names();
        out.number(
                (between.swapped() ? SWAPPED : 0)
                        | (names.tls().encryptedHello() == EncryptedHello.NONE
                                ? 0
                                : ENCRYPTED_HELLO));
        out.number(between.space());
        out.address(between.source());
        out.number(between.sourcePort());
        out.address(between.destination());
        out.number(between.destinationPort());
        out.number(between.protocolNumber());
        out.number(between.claimedNanos());
        out.traffic(flow.slice(), 0);
        out.traffic(flow.whole(), flow.slice().startNanos());
        out.label(flow.label());
        out.text(names.serverName());
        out.text(names.serverNameBasis().word());
        out.text(names.applicationProtocol());
        out.text(names.version());
        out.text(names.question());
        out.text(names.software());
        out.place(flow.place());
        out.tls(names.tls());
        out.runnerUp(flow.label().runnerUp());
        return out.copy();
    }

    /// @throws UnreadableFlow when the bytes are anything but what {@link #encode} wrote
    public static FlowRecord decode(byte[] bytes) throws UnreadableFlow {
        if (bytes.length == 0) {
            throw new UnreadableFlow("no bytes are no flow record");
        }
        byte version = bytes[0];
        if (version < OLDEST || version > VERSION) {
            throw new UnreadableFlow(
                    "flow record of version "
                            + version
                            + "; this program knows versions "
                            + OLDEST
                            + " to "
                            + VERSION);
        }
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
