package org.tapwarden.enforcer.radius;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What two RADIUS peers know and nobody else, and what is proven with it. No text that this class
/// makes holds it.
public final class SharedSecret {

    /// RFC 3579, section 3.2.
    public static final int MESSAGE_AUTHENTICATOR = 80;

    /// Over TLS the certificates prove who is who, and the secret is this word (RFC 6614, section
    /// 2.3).
    public static final SharedSecret RADSEC = of("radsec");

    private final byte[] bytes;

    private SharedSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// @param text taken in UTF-8
    public static SharedSecret of(String text) {
        return new SharedSecret(text.getBytes(StandardCharsets.UTF_8));
    }

    public static SharedSecret of(byte[] bytes) {
        return new SharedSecret(bytes.clone());
    }

    /// MD5 over the packet and the secret behind it (RFC 2865, section 3). RADIUS has no other than
    /// MD5; the secret is what makes it a proof.
    @SuppressWarnings("InsecureCryptoUsage")
    public byte[] md5(byte[] packet) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(packet);
            return digest.digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /// HMAC-MD5 over the packet (RFC 3579, section 3.2).
    @SuppressWarnings("InsecureCryptoUsage")
    public byte[] hmac(byte[] packet) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(bytes, "HmacMD5"));
            return mac.doFinal(packet);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacMD5", e);
        }
    }

    /// What a Message-Authenticator says.
    public enum Message {
        MISSING,
        RIGHT,
        WRONG
    }

    /// Looks at the packet's Message-Authenticator.
    ///
    /// @param authenticator the sixteen bytes that stood in the header's authenticator when it was
    ///   made: zeros in a request whose authenticator is a digest (RFC 5176, section 2.3), the
    ///   request's own in an answer (RFC 5176, section 3.4)
    public Message message(RadiusPacket packet, byte[] authenticator) {
        List<byte[]> all = packet.all(MESSAGE_AUTHENTICATOR);
        if (all.isEmpty()) {
            return Message.MISSING;
        }
        OptionalInt at = packet.only(MESSAGE_AUTHENTICATOR);
        if (at.isEmpty() || all.getFirst().length != RadiusPacket.AUTHENTICATOR_LENGTH) {
            return Message.WRONG;
        }
        byte[] copy = packet.bytes();
        int from = at.getAsInt();
        Arrays.fill(copy, from, from + RadiusPacket.AUTHENTICATOR_LENGTH, (byte) 0);
        put(copy, RadiusPacket.AUTHENTICATOR, authenticator);
        return MessageDigest.isEqual(hmac(copy), all.getFirst()) ? Message.RIGHT : Message.WRONG;
    }

    static void put(byte[] packet, int at, byte[] value) {
        System.arraycopy(value, 0, packet, at, value.length);
    }

    @Override
    public String toString() {
        return "SharedSecret[withheld]";
    }
}
