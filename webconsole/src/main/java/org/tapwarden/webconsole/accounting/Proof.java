package org.tapwarden.webconsole.accounting;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.tapwarden.enforcer.radius.RadiusPacket;
import org.tapwarden.enforcer.radius.SharedSecret;

/// Whether a packet was made by somebody who knows the secret, and what proves an answer.
final class Proof {

    private static final int PROXY_STATE = 33;
    private static final byte[] ZEROS = new byte[RadiusPacket.AUTHENTICATOR_LENGTH];

    private final SharedSecret secret;

    Proof(byte[] secret) {
        this.secret = SharedSecret.of(secret);
    }

    /// An accounting request proves itself by its Request Authenticator: MD5 over the packet with
    /// sixteen zeros in its place, then the secret (RFC 2866, section 3).
    boolean isRequestAuthentic(RadiusPacket packet) {
        byte[] bytes = packet.bytes();
        Arrays.fill(bytes, RadiusPacket.AUTHENTICATOR, RadiusPacket.HEADER, (byte) 0);
        return MessageDigest.isEqual(secret.md5(bytes), packet.authenticator());
    }

    /// The Message-Authenticator (RFC 3579, section 3.2). In an accounting request it was made
    /// before the Request Authenticator, over zeros in its place, as RFC 5176, section 2.3 has it
    /// for requests of the same make; in Status-Server the Request Authenticator is random and
    /// counts (RFC 5997, section 3).
    SharedSecret.Message messageAuthenticator(RadiusPacket packet) {
        boolean random = packet.code() == RadiusPacket.STATUS_SERVER;
        return secret.message(packet, random ? packet.authenticator() : ZEROS);
    }

    /// The answer that proves itself to whoever asked (RFC 2866, section 4.2): empty but for what a
    /// proxy on the way wants back.
    byte[] response(RadiusPacket request) {
        List<byte[]> states = request.all(PROXY_STATE);
        int length = RadiusPacket.HEADER;
        for (byte[] state : states) {
            length += 2 + state.length;
        }
        ByteBuffer answer = ByteBuffer.allocate(length);
        answer.put((byte) RadiusPacket.ACCOUNTING_RESPONSE);
        answer.put((byte) request.identifier());
        answer.putShort((short) length);
        answer.put(request.authenticator());
        for (byte[] state : states) {
            answer.put((byte) PROXY_STATE).put((byte) (2 + state.length)).put(state);
        }
        answer.put(RadiusPacket.AUTHENTICATOR, secret.md5(answer.array()));
        return answer.array();
    }
}
