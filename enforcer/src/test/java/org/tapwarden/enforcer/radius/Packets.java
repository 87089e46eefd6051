package org.tapwarden.enforcer.radius;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Answers made by hand from RFC 5176, sections 2.3 and 3.4, without any of the code that is
/// tested.
final class Packets {

    private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();
    private int proof = -1;

    static Packets answer() {
        return new Packets();
    }

    Packets number(int type, long value) {
        return bytes(type, ByteBuffer.allocate(4).putInt((int) value).array());
    }

    Packets bytes(int type, byte[] value) {
        attributes.write(type);
        attributes.write(value.length + 2);
        attributes.writeBytes(value);
        return this;
    }

    Packets at(Instant time) {
        return number(55, time.getEpochSecond());
    }

    /// Room for a Message-Authenticator.
    Packets proven() {
        proof = 20 + attributes.size() + 2;
        return bytes(80, new byte[16]);
    }

    /// @param request whose identifier and authenticator it answers
    byte[] signed(int code, byte[] request, String secret) {
        byte[] body = attributes.toByteArray();
        byte[] packet =
                ByteBuffer.allocate(20 + body.length)
                        .put((byte) code)
                        .put(request[1])
                        .putShort((short) (20 + body.length))
                        .put(request, 4, 16)
                        .put(body)
                        .array();
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        try {
            if (proof >= 0) {
                Mac mac = Mac.getInstance("HmacMD5");
                mac.init(new SecretKeySpec(key, "HmacMD5"));
                System.arraycopy(mac.doFinal(packet), 0, packet, proof, 16);
            }
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(packet);
            System.arraycopy(md5.digest(key), 0, packet, 4, 16);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return packet;
    }
}
