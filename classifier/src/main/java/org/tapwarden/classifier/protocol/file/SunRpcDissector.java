package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Calls of ONC RPC, and by their program number NFS with its mount and lock protocols (RFC 5531,
/// section 9; RFC 1813 with its appendices; RFC 8881) and GlusterFS. A question to the port mapper
/// is about the program that is asked for.
final class SunRpcDissector implements Dissector {
    static final Protocol RPC = Protocol.named("rpc", Category.NETWORK);
    static final Protocol NFS = Protocol.named("nfs", Category.FILE_SERVICE);
    static final Protocol GLUSTER = Protocol.named("glusterfs", Category.FILE_SERVICE);

    private static final int PORT_MAPPER = 100_000;
    private static final int NFS_PROGRAM = 100_003;
    private static final int MOUNT = 100_005;
    private static final int LOCKS = 100_021;
    private static final int ACCESS_LISTS = 100_227;

    private static final int CALL_HEADER = 24;
    private static final int MAX_CREDENTIALS = 400;
    private static final int MAX_RECORD = 1 << 24;
    private static final int BOUND = 1024;

    /// Behind it, numbers are for temporary use or reserved.
    private static final int LAST_PROGRAM = 0x5fff_ffff;

    private static final About ABOUT =
            About.of(RPC, "ONC RPC, NFS")
                    .or(NFS, GLUSTER)
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 5531, sections 9 and 11; RFC 1813")
                    .reads("the header of a call: version, program, credentials", BOUND);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        if (payload.transport() == Transport.UDP) {
            if (end < CALL_HEADER) {
                return Answer.NO;
            }
            return isReply(payload, 0) ? Answer.PERHAPS : call(payload, 0, end, learnt);
        }
        if (end < 4 + CALL_HEADER) {
            return (end < 2 || (payload.u8(0) & 0x7f) == 0)
                            && (end < 12 || payload.i32(8) >>> 1 == 0)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        int size = payload.i32(0) & 0x7fff_ffff;
        if (size < CALL_HEADER || size > MAX_RECORD) {
            return Answer.NO;
        }
        return isReply(payload, 4) ? Answer.PERHAPS : call(payload, 4, end, learnt);
    }

    /// A reply that was accepted; it does not say which program answers.
    private static boolean isReply(Payload payload, int at) {
        return payload.i32(at + 4) == 1
                && payload.i32(at + 8) == 0
                && payload.i32(at + 16) >= 0
                && payload.i32(at + 16) <= MAX_CREDENTIALS;
    }

    private static Answer call(Payload payload, int at, int end, Learnt learnt) {
        if (payload.i32(at + 4) != 0 || payload.i32(at + 8) != 2) {
            return Answer.NO;
        }
        int program = payload.i32(at + 12);
        int version = payload.i32(at + 16);
        int procedure = payload.i32(at + 20);
        boolean possible =
                program >= PORT_MAPPER
                        && program <= LAST_PROGRAM
                        && version >= 0
                        && version <= 9_999
                        && procedure >= 0
                        && procedure <= 255;
        int arguments = arguments(payload, at + CALL_HEADER, end);
        if (!possible || arguments < 0) {
            return Answer.NO;
        }
        int about =
                program == PORT_MAPPER && procedure != 0 && arguments + 4 <= end
                        ? payload.i32(arguments)
                        : program;
        learnt.grounds("rpc-call");
        if (isNfs(about)) {
            learnt.variant(NFS);
            if (program == NFS_PROGRAM) {
                learnt.version(Integer.toString(version));
            }
        } else if (isGluster(about)) {
            learnt.variant(GLUSTER);
        }
        return Answer.YES;
    }

    /// Where the arguments begin behind credentials and verifier, whose lengths must be possible;
    /// -1 when they are not.
    private static int arguments(Payload payload, int from, int end) {
        int at = from;
        for (int i = 0; i < 2; i++) {
            if (at + 8 > end) {
                return end;
            }
            int flavor = payload.i32(at);
            int size = payload.i32(at + 4);
            if (flavor < 0 || flavor > 400_000 || size < 0 || size > MAX_CREDENTIALS) {
                return -1;
            }
            at += 8 + (size + 3 & ~3);
        }
        return at;
    }

    private static boolean isNfs(int program) {
        return program == NFS_PROGRAM
                || program == MOUNT
                || program == LOCKS
                || program == ACCESS_LISTS;
    }

    private static boolean isGluster(int program) {
        return program == 14_398_633
                || program == 1_298_437
                || program == 34_123_456
                || program == 123_451_501;
    }
}
