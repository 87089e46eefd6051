package org.tapwarden.classifier.record;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;

/// A slice while it is put together from its numbers and words, in whatever order they are read.
/// What none of them told has the value of a slice that has nothing of it.
public final class FlowParts {

    private static final Address NOWHERE = new Address(0, 0);

    Address source = NOWHERE;
    Address destination = NOWHERE;
    long sourceEndpoint;
    long destinationEndpoint;
    long sourceMac;
    long destinationMac;
    private int sourcePort;
    private int destinationPort;

    int protocolNumber;
    int sourceFlags;
    int destinationFlags;
    boolean swapped;
    @Nullable EndReason end;
    private long claimedNanos;

    private long endNanos;
    private long nanos;
    private long sourcePackets;
    private long sourceBytes;
    private long destinationPackets;
    private long destinationBytes;
    private FlowRecord.@Nullable Traffic whole;

    Label label = Label.UNKNOWN;
    @Nullable String serverName;
    Basis serverNameBasis = Basis.NONE;
    @Nullable String applicationProtocol;
    @Nullable String version;
    @Nullable String question;
    @Nullable String software;
    EncryptedHello encryptedHello = EncryptedHello.NONE;
    @Nullable String ja4;
    @Nullable String cipher;
    @Nullable String subject;
    @Nullable String issuer;
    @Nullable String alternativeName;

    String observer = "";
    private long flow;
    private int slice = 1;
    int space;
    String segment = "";
    Population population = Population.UNKNOWN;
    int vlan = Block.NO_VLAN;
    int interfaceIndex;
    @Nullable String outer;

    /// When the slice ended, in nanoseconds since 1970.
    public void end(long newEnd) {
        endNanos = newEnd;
    }

    /// From the first to the last packet, in nanoseconds.
    public void length(long newLength) {
        nanos = newLength;
    }

    /// When it began, by what was told before.
    public long start() {
        return endNanos - nanos;
    }

    public void sourceBytes(long bytes) {
        sourceBytes = bytes;
    }

    public void destinationBytes(long bytes) {
        destinationBytes = bytes;
    }

    public void sourcePackets(long packets) {
        sourcePackets = packets;
    }

    public void destinationPackets(long packets) {
        destinationPackets = packets;
    }

    public void sourcePort(int port) {
        sourcePort = port;
    }

    public void destinationPort(int port) {
        destinationPort = port;
    }

    public void flow(long number) {
        flow = number;
    }

    public void slice(int number) {
        slice = number;
    }

    /// Nanoseconds since 1970, or 0.
    public void claimed(long newClaimed) {
        claimedNanos = newClaimed;
    }

    /// The totals of the whole flow, where they are not those of the slice.
    public void whole(FlowRecord.Traffic totals) {
        whole = totals;
    }

    /// What was put together.
    public FlowRecord record() {
        FlowRecord.Traffic counted =
                new FlowRecord.Traffic(
                        endNanos - nanos,
                        endNanos,
                        sourcePackets,
                        sourceBytes,
                        destinationPackets,
                        destinationBytes,
                        sourceFlags,
                        destinationFlags);
        return new FlowRecord(
                new FlowRecord.Identity(observer, flow, slice, end),
                new FlowRecord.Conversation(
                        space,
                        source,
                        sourcePort,
                        destination,
                        destinationPort,
                        protocolNumber,
                        swapped,
                        claimedNanos),
                counted,
                whole == null ? counted : whole,
                label,
                names(),
                new FlowRecord.Place(
                        segment,
                        population,
                        vlan,
                        interfaceIndex,
                        outer,
                        sourceMac,
                        destinationMac,
                        sourceEndpoint,
                        destinationEndpoint));
    }

    private FlowRecord.Names names() {
        return new FlowRecord.Names(
                serverName,
                serverNameBasis,
                applicationProtocol,
                version,
                question,
                software,
                new FlowRecord.Tls(encryptedHello, ja4, cipher, subject, issuer, alternativeName));
    }
}
