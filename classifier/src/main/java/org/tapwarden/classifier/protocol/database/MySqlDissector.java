package org.tapwarden.classifier.protocol.database;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.web.InnerTls;

/// MySQL and MariaDB, by the server's greeting (MySQL internals, "Protocol::HandshakeV10"), and the
/// TLS that a client may ask for. User and database are never learnt.
final class MySqlDissector implements Dissector {

    static final Protocol MYSQL = Protocol.named("mysql", Category.DATABASE);

    private static final int HEADER = 4;
    private static final int VERSION_10 = 10;
    private static final int MAX_GREETING = 512;
    private static final int MAX_VERSION = 64;

    /// Connection, salt, filler, capabilities, character set, status, capabilities, length of salt.
    private static final int FIXED = 4 + 8 + 1 + 2 + 1 + 2 + 2 + 1;

    private static final int SSL_REQUEST = 32;

    private static final About ABOUT =
            About.of(MYSQL, "MySQL")
                    .over(Transport.TCP)
                    .in("MySQL client/server protocol, HandshakeV10 and SSLRequest")
                    .reads("the greeting, and the hello after SSLRequest", Payload.MAX_LOOKED_AT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.direction() == Direction.FROM_SOURCE) {
            return client(payload, learnt);
        }
        int length = payload.length();
        if (length < HEADER + 2) {
            return length < 3 || payload.u8(2) == 0 ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.u8(0) | payload.u8(1) << 8 | payload.u8(2) << 16;
        boolean begins =
                payload.u8(3) == 0
                        && payload.u8(4) == VERSION_10
                        && size > FIXED
                        && size <= MAX_GREETING;
        return begins ? greeting(payload, HEADER + size, learnt) : Answer.NO;
    }

    private static Answer greeting(Payload payload, int end, Learnt learnt) {
        int at = HEADER + 1;
        int most = Math.min(payload.length(), at + MAX_VERSION);
        while (at < most && payload.u8(at) > ' ' && payload.u8(at) <= '~') {
            at++;
        }
        if (at == payload.length()) {
            return Answer.PERHAPS;
        }
        int first = payload.u8(HEADER + 1);
        boolean versioned = payload.u8(at) == 0 && first >= '0' && first <= '9';
        if (!versioned || at == most) {
            return Answer.NO;
        }
        int fixed = at + 1;
        if (payload.length() < fixed + FIXED + 6) {
            return fixed + FIXED + 6 > end ? Answer.NO : Answer.PERHAPS;
        }
        if (payload.u8(fixed + 12) != 0 || !zeros(payload, fixed + FIXED, 6)) {
            return Answer.NO;
        }
        learnt.grounds("mysql-greeting");
        String software = Text.of(payload, HEADER + 1, at);
        if (software != null) {
            learnt.software(software);
        }
        return Answer.YES_MORE;
    }

    private static boolean zeros(Payload payload, int from, int count) {
        for (int i = 0; i < count; i++) {
            if (payload.u8(from + i) != 0) {
                return false;
            }
        }
        return true;
    }

    /// Asks for TLS with the first 32 bytes of a login, of which 23 are zeros; 19 in MariaDB's.
    private static Answer client(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER + SSL_REQUEST) {
            return length < 4 || payload.u8(3) == 1 ? Answer.PERHAPS : Answer.NO;
        }
        boolean asks =
                payload.i32le(0) == (1 << 24 | SSL_REQUEST)
                        && (payload.u8(5) & 0x08) != 0
                        && zeros(payload, HEADER + 9, 19);
        if (!asks) {
            return isLogin(payload) ? login(learnt) : Answer.NO;
        }
        Answer inner = InnerTls.look(payload, HEADER + SSL_REQUEST, learnt);
        learnt.grounds("mysql-ssl-request");
        return inner == Answer.YES || inner == Answer.NO ? Answer.YES : Answer.YES_MORE;
    }

    /// A login of the protocol that is spoken since 4.1, alone in its stream.
    private static boolean isLogin(Payload payload) {
        int size = payload.length() - HEADER;
        return payload.i32le(0) == (1 << 24 | size)
                && (payload.u8(5) & 0x02) != 0
                && zeros(payload, HEADER + 9, 19);
    }

    private static Answer login(Learnt learnt) {
        learnt.grounds("mysql-login");
        return Answer.YES;
    }
}
