package org.tapwarden.webconsole.accounting;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Whether a packet was made by somebody who knows the secret, and what proves an answer.
final class Proof {

    private static final int MESSAGE_AUTHENTICATOR = 80;
    private static final int PROXY_STATE = 33;

    private final byte[] secret;

    Proof(byte[] secret) {
        this.secret = secret.clone();
    }

    /// An accounting request proves itself by its Request Authenticator: MD5 over the packet with
    /// sixteen zeros in its place, then the secret (RFC 2866, section 3).
    boolean isRequestAuthentic(RadiusPacket packet) {
        byte[] bytes = zeroed(packet.bytes(), RadiusPacket.AUTHENTICATOR);
        return MessageDigest.isEqual(md5(bytes, secret), packet.authenticator());
    }

    /// What a Message-Authenticator says.
    enum Message {
        MISSING,
        RIGHT,
        WRONG
    }

    /// The Message-Authenticator (RFC 3579, section 3.2). In an accounting request it was made
    /// before the Request Authenticator, over zeros in its place, as RFC 5176, section 2.3 has it
    /// for requests of the same make; in Status-Server the Request Authenticator is random and
    /// counts (RFC 5997, section 3).
    Message messageAuthenticator(RadiusPacket packet) {
        List<byte[]> all = packet.all(MESSAGE_AUTHENTICATOR);
        if (all.isEmpty()) {
            return Message.MISSING;
        }
        OptionalInt at = packet.only(MESSAGE_AUTHENTICATOR);
        if (at.isEmpty() || all.getFirst().length != RadiusPacket.AUTHENTICATOR_LENGTH) {
            return Message.WRONG;
        }
        byte[] bytes = zeroed(packet.bytes(), at.getAsInt());
        if (packet.code() != RadiusPacket.STATUS_SERVER) {
            bytes = zeroed(bytes, RadiusPacket.AUTHENTICATOR);
        }
        return MessageDigest.isEqual(hmac(bytes), all.getFirst()) ? Message.RIGHT : Message.WRONG;
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
        answer.put(RadiusPacket.AUTHENTICATOR, md5(answer.array(), secret));
        return answer.array();
    }

    private static byte[] zeroed(byte[] bytes, int at) {
        Arrays.fill(bytes, at, at + RadiusPacket.AUTHENTICATOR_LENGTH, (byte) 0);
        return bytes;
    }

    /// RADIUS has no other than MD5; the secret is what makes it a proof.
    @SuppressWarnings("InsecureCryptoUsage")
    private static byte[] md5(byte[] first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(first);
            return digest.digest(second);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    @SuppressWarnings("InsecureCryptoUsage")
    private byte[] hmac(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(secret, "HmacMD5"));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacMD5", e);
        }
    }
}
