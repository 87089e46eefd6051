package org.tapwarden.classifier.record;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;

/// The Community ID of a conversation, version 1, seed 0: the hash by which other tools name the
/// same flow (specification of Corelight, 2018). Computed when shown, never stored: it would be the
/// dearest field of the history.
public final class CommunityId {

    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SCTP = 132;

    private static final int DIGEST = 20;
    private static final int WRITTEN = 2 + 28;

    private final MessageDigest digest;
    private final Base64.Encoder encoder = Base64.getEncoder();

    /// Seed, addresses, protocol, padding, ports.
    private final byte[] tuple = new byte[2 + 16 + 16 + 2 + 4];

    private final byte[] sum = new byte[DIGEST];
    private final byte[] sumWritten = new byte[WRITTEN - 2];
    private final byte[] written = new byte[WRITTEN];

    /// One object a thread: looking the digest up costs more than using it.
    public CommunityId() {
        try {
            digest = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
        written[0] = '1';
        written[1] = ':';
    }

    /// The id, such as `1:LQU9qZlK+B5F3KDmev6m5PMibrg=`.
    public String of(FlowRecord.Conversation between) {
        return new String(ascii(between), StandardCharsets.US_ASCII);
    }

    /// The id's characters, in memory that the next one is written to.
    byte[] ascii(FlowRecord.Conversation between) {
        int length = tuple(between);
        digest.update(tuple, 0, length);
        try {
            digest.digest(sum, 0, DIGEST);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-1 has 20 bytes", e);
        }
        encoder.encode(sum, sumWritten);
        System.arraycopy(sumWritten, 0, written, 2, sumWritten.length);
        return written;
    }

    /// Fills the tuple in and answers its length.
    private int tuple(FlowRecord.Conversation between) {
        Address source = between.source();
        Address destination = between.destination();
        int protocol = between.protocolNumber();
        int sourcePort = between.sourcePort();
        int destinationPort = between.destinationPort();
        boolean oneWay = false;
        if (protocol == ICMP || protocol == ICMPV6) {
            int counterpart = counterpart(protocol, sourcePort);
            oneWay = counterpart < 0;
            destinationPort = oneWay ? destinationPort : counterpart;
        }
        int order = order(source, destination);
        boolean ordered = oneWay || order < 0 || (order == 0 && sourcePort < destinationPort);
        int at = put(ordered ? source : destination, 2);
        at = put(ordered ? destination : source, at);
        tuple[at] = (byte) protocol;
        tuple[at + 1] = 0;
        at += 2;
        boolean hasPorts =
                switch (protocol) {
                    case TCP, UDP, SCTP, ICMP, ICMPV6 -> true;
                    default -> false;
                };
        if (hasPorts) {
            at = put(ordered ? sourcePort : destinationPort, at);
            at = put(ordered ? destinationPort : sourcePort, at);
        }
        return at;
    }

    /// As the bytes of the two stand on the wire.
    private static int order(Address a, Address b) {
        if (a.isIpv4() == b.isIpv4()) {
            return a.compareTo(b);
        }
        return Arrays.compareUnsigned(a.bytes(), b.bytes());
    }

    private int put(Address address, int at) {
        int to = at;
        if (!address.isIpv4()) {
            for (int shift = 56; shift >= 0; shift -= 8) {
                tuple[to++] = (byte) (address.high() >>> shift);
            }
        }
        for (int shift = address.isIpv4() ? 24 : 56; shift >= 0; shift -= 8) {
            tuple[to++] = (byte) (address.low() >>> shift);
        }
        return to;
    }

    private int put(int port, int at) {
        tuple[at] = (byte) (port >>> 8);
        tuple[at + 1] = (byte) port;
        return at + 2;
    }

    /// The ICMP type that answers this one, or that this one answers; -1 for one-way messages,
    /// whose code stands as the port instead.
    private static int counterpart(int protocol, int type) {
        if (protocol == ICMP) {
            return switch (type) {
                case 8 -> 0;
                case 0 -> 8;
                case 13 -> 14;
                case 14 -> 13;
                case 15 -> 16;
                case 16 -> 15;
                case 17 -> 18;
                case 18 -> 17;
                case 10 -> 9;
                case 9 -> 10;
                default -> -1;
            };
        }
        return switch (type) {
            case 128 -> 129;
            case 129 -> 128;
            case 133 -> 134;
            case 134 -> 133;
            case 135 -> 136;
            case 136 -> 135;
            case 130 -> 131;
            case 131 -> 130;
            case 139 -> 140;
            case 140 -> 139;
            case 144 -> 145;
            case 145 -> 144;
            default -> -1;
        };
    }
}
