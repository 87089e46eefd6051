package org.tapwarden.classifier.record;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.tapwarden.classifier.FlowRecord;

/// The Community ID of a conversation, version 1, seed 0: the hash by which other tools name the
/// same flow (specification of Corelight, 2018). Computed when shown, never stored: it would be the
/// dearest field of the history.
public final class CommunityId {

    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    private final MessageDigest digest;
    private final ByteBuffer tuple = ByteBuffer.allocate(2 + 16 + 16 + 2 + 4);

    /// One object a thread: looking the digest up costs more than using it.
    public CommunityId() {
        try {
            digest = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /// The id, such as `1:LQU9qZlK+B5F3KDmev6m5PMibrg=`.
    public String of(FlowRecord.Conversation between) {
        byte[] source = between.source().bytes();
        byte[] destination = between.destination().bytes();
        int protocol = between.protocolNumber();
        int sourcePort = between.sourcePort();
        int destinationPort = between.destinationPort();
        boolean oneWay = false;
        if (protocol == ICMP || protocol == ICMPV6) {
            int counterpart = counterpart(protocol, sourcePort);
            oneWay = counterpart < 0;
            destinationPort = oneWay ? destinationPort : counterpart;
        }
        int order = Arrays.compareUnsigned(source, destination);
        boolean ordered = oneWay || order < 0 || (order == 0 && sourcePort < destinationPort);
        tuple.clear().putShort((short) 0);
        tuple.put(ordered ? source : destination).put(ordered ? destination : source);
        tuple.put((byte) protocol).put((byte) 0);
        boolean hasPorts =
                protocol == 6
                        || protocol == 17
                        || protocol == 132
                        || protocol == ICMP
                        || protocol == ICMPV6;
        if (hasPorts) {
            tuple.putShort((short) (ordered ? sourcePort : destinationPort));
            tuple.putShort((short) (ordered ? destinationPort : sourcePort));
        }
        digest.update(tuple.flip());
        return "1:" + Base64.getEncoder().encodeToString(digest.digest());
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
