package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Oracle's TNS, by the packet with which a client connects, or a server's answer to it (observed
/// layout of NS packets; Oracle Net Services reference names them). What the client says of its
/// user is never learnt.
final class OracleDissector implements Dissector {

    static final Protocol ORACLE = Protocol.named("oracle", Category.DATABASE);

    private static final int HEADER = 8;
    private static final int CONNECT = 1;
    private static final int ACCEPT = 2;
    private static final int REDIRECT = 5;
    private static final int MIN_VERSION = 300;
    private static final int MAX_VERSION = 400;
    private static final int BOUND = 80;

    private static final About ABOUT =
            About.of(ORACLE, "Oracle (TNS)")
                    .over(Transport.TCP)
                    .in("observed: NS connect, accept and redirect packets")
                    .reads("header, versions and the offset of the connect data", BOUND);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return payload.length() < 4 || payload.u16(2) == 0 ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.u16(0);
        boolean begins =
                size > HEADER
                        && payload.u16(2) == 0
                        && payload.u16(6) == 0
                        && payload.u8(4) <= REDIRECT;
        if (!begins) {
            return Answer.NO;
        }
        return switch (payload.u8(4)) {
            case CONNECT -> connect(payload, size, learnt);
            case ACCEPT -> accept(payload, size, learnt);
            case REDIRECT -> redirect(payload, size, learnt);
            default -> Answer.NO;
        };
    }

    private static Answer connect(Payload payload, int size, Learnt learnt) {
        if (payload.length() < 28) {
            return size >= 34 ? Answer.PERHAPS : Answer.NO;
        }
        int version = payload.u16(8);
        int compatible = payload.u16(10);
        int data = payload.u16(26);
        boolean fits =
                isVersion(version)
                        && isVersion(compatible)
                        && compatible <= version
                        && data >= 34
                        && data <= BOUND - 2
                        && data <= size;
        // Long data come in a packet of their own, behind this one.
        if (fits && data + 2 <= size) {
            if (payload.length() < data + 2) {
                return Answer.PERHAPS;
            }
            fits = payload.u8(data) == '(' && payload.u8(data + 1) >= 'A';
        }
        return fits ? yes("tns-connect", learnt) : Answer.NO;
    }

    private static Answer accept(Payload payload, int size, Learnt learnt) {
        if (payload.length() < 24) {
            return size >= 24 ? Answer.PERHAPS : Answer.NO;
        }
        int data = payload.u16(20);
        boolean fits =
                size <= 256
                        && isVersion(payload.u16(8))
                        && data >= 24
                        && data <= size
                        && data + payload.u16(18) == size;
        return fits ? yes("tns-accept", learnt) : Answer.NO;
    }

    private static Answer redirect(Payload payload, int size, Learnt learnt) {
        if (payload.length() < HEADER + 11) {
            return Answer.PERHAPS;
        }
        boolean fits = payload.u16(HEADER) <= size - HEADER - 2 && payload.hasAt(10, "(ADDRESS");
        return fits ? yes("tns-redirect", learnt) : Answer.NO;
    }

    private static boolean isVersion(int version) {
        return version >= MIN_VERSION && version <= MAX_VERSION;
    }

    private static Answer yes(String grounds, Learnt learnt) {
        learnt.grounds(grounds);
        return Answer.YES;
    }
}
