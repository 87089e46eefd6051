package org.tapwarden.classifier.protocol.database;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.web.InnerTls;

/// PostgreSQL, by a startup message or a request for encryption (PostgreSQL documentation, section
/// 55.7), and the TLS that follows one. User and database are never learnt.
final class PostgreSqlDissector implements Dissector {

    static final Protocol POSTGRESQL = Protocol.named("postgresql", Category.DATABASE);

    private static final int VERSION_3 = 3;
    private static final int CANCEL = 80_877_102;
    private static final int SSL = 80_877_103;
    private static final int GSS = 80_877_104;
    private static final int REQUEST = 8;
    private static final int MAX_STARTUP = 10_000;
    private static final int AUTHENTICATION = 'R';
    private static final int MAX_METHOD = 12;

    private static final About ABOUT =
            About.of(POSTGRESQL, "PostgreSQL")
                    .over(Transport.TCP)
                    .in("PostgreSQL documentation, 55.7 Message Formats")
                    .reads(
                            "startup or request for encryption, and the hello behind it",
                            Payload.MAX_LOOKED_AT)
                    .opens(0, AUTHENTICATION)
                    .opens("S", "N");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < REQUEST) {
            boolean possible =
                    payload.length() < 1
                            || payload.u8(0) == 0
                            || payload.u8(0) == AUTHENTICATION
                            || isAnswer(payload);
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u8(0) == AUTHENTICATION) {
            return authentication(payload, learnt);
        }
        if (isAnswer(payload)) {
            // Agrees to TLS; the client has said what it is.
            return Answer.PERHAPS;
        }
        int length = payload.i32(0);
        int code = payload.i32(4);
        if (length == REQUEST && (code == SSL || code == GSS)) {
            return encrypted(payload, learnt);
        }
        if (length == 16 && code == CANCEL) {
            return yes("postgresql-cancel", learnt);
        }
        if (code >>> 16 != VERSION_3 || length < REQUEST + 1 || length > MAX_STARTUP) {
            return Answer.NO;
        }
        return isStartup(payload, 0, length) ? startup(payload, 0, learnt) : Answer.NO;
    }

    private static boolean isAnswer(Payload payload) {
        return payload.direction() == Direction.FROM_DESTINATION
                && (payload.u8(0) == 'S' || payload.u8(0) == 'N')
                && (payload.length() == 1 || payload.u8(1) == 0x16);
    }

    private static Answer encrypted(Payload payload, Learnt learnt) {
        Answer answer = Answer.YES_MORE;
        if (payload.length() > REQUEST) {
            Answer inner = InnerTls.look(payload, REQUEST, learnt);
            answer = inner == Answer.YES || inner == Answer.NO ? Answer.YES : Answer.YES_MORE;
        }
        learnt.grounds("postgresql-ssl-request");
        return answer;
    }

    /// The names and values end with a zero each, and all of them with one more.
    private static boolean isStartup(Payload payload, int at, int length) {
        int first = at + REQUEST;
        if (payload.length() <= first) {
            return true;
        }
        int c = payload.u8(first);
        boolean named = (c >= 'a' && c <= 'z') || c == '_' || (c == 0 && length == REQUEST + 1);
        int end = at + length;
        return named && (payload.length() < end || payload.u8(end - 1) == 0);
    }

    private static Answer startup(Payload payload, int at, Learnt learnt) {
        learnt.version(payload.u16(at + 4) + "." + payload.u16(at + 6));
        return yes("postgresql-startup", learnt);
    }

    /// A server's first words, when the client's were missed.
    private static Answer authentication(Payload payload, Learnt learnt) {
        if (payload.length() < 9) {
            return Answer.PERHAPS;
        }
        int length = payload.i32(1);
        int method = payload.i32(5);
        boolean fits =
                method >= 0
                        && method <= MAX_METHOD
                        && switch (method) {
                            case 0, 2, 3, 7, 9 -> length == 8;
                            case 5 -> length == 12;
                            default -> length > 8 && length < 4_096;
                        };
        int next = 1 + length;
        boolean follows =
                !fits
                        || method != 0
                        || payload.length() <= next
                        || "SKZEN".indexOf(payload.u8(next)) >= 0;
        return fits && follows ? yes("postgresql-authentication", learnt) : Answer.NO;
    }

    private static Answer yes(String grounds, Learnt learnt) {
        learnt.grounds(grounds);
        return Answer.YES;
    }
}
