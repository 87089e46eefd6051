package org.tapwarden.classifier.protocol.web;

import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;

/// What a server chose of a client's offer (RFC 8446, section 4.1.3; RFC 5246, section 7.4.1.3).
final class ServerHello {

    private static final int RANDOM = 32;
    private static final int SUPPORTED_VERSIONS = 43;

    private ServerHello() {}

    /// Reads a hello without its handshake header.
    ///
    /// @param end where it ends
    /// @return the version that was chosen, or 0 when the hello is none
    static int read(Payload payload, int body, int end, Learnt learnt) {
        int i = body + 2 + RANDOM;
        if (i + 1 > end) {
            return 0;
        }
        i += 1 + payload.u8(i); // session
        if (i + 3 > end) {
            return 0;
        }
        int chosen = payload.u16(body);
        int cipher = payload.u16(i);
        i += 2 + 1 + 2; // cipher suite, compression, the extensions' length
        while (i + 4 <= end) {
            int next = i + 4 + payload.u16(i + 2);
            if (payload.u16(i) == SUPPORTED_VERSIONS && next == i + 6 && next <= end) {
                chosen = payload.u16(i + 4);
            }
            i = next;
        }
        learnt.chosen(ClientHello.version(chosen), CipherSuites.name(cipher));
        return chosen;
    }
}
