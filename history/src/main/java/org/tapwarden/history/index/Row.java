package org.tapwarden.history.index;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;

/// A slice while it is put together from its columns, in whatever order they are read. What no
/// column told has the value of a slice that has nothing of it.
final class Row {

    static final long NANOS_PER_MILLI = 1_000_000;

    private static final Address NOWHERE = new Address(0, 0);

    Address source = NOWHERE;
    Address destination = NOWHERE;
    long sourceEndpoint;
    long destinationEndpoint;
    long sourceMac;
    long destinationMac;
    int sourcePort;
    int destinationPort;

    int protocolNumber;
    int sourceFlags;
    int destinationFlags;
    boolean swapped;
    @Nullable EndReason end;
    long claimedNanos;

    long endMillis;
    long millis;
    long sourcePackets;
    long sourceBytes;
    long destinationPackets;
    long destinationBytes;
    FlowRecord.@Nullable Traffic whole;

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
    long flow;
    int slice = 1;
    int space;
    String segment = "";
    Population population = Population.UNKNOWN;
    int vlan = Block.NO_VLAN;
    int interfaceIndex;
    @Nullable String outer;

    FlowRecord record() {
        long endNanos = endMillis * NANOS_PER_MILLI;
        FlowRecord.Traffic counted =
                new FlowRecord.Traffic(
                        endNanos - millis * NANOS_PER_MILLI,
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
