package org.tapwarden.webconsole.accounting;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.tapwarden.enforcer.radius.RadiusPacket;

/// Accounting requests made by hand from RFC 2866.
final class Requests {

    private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();

    static Requests request() {
        return new Requests();
    }

    Requests text(int type, String value) {
        return bytes(type, value.getBytes(StandardCharsets.UTF_8));
    }

    Requests number(int type, int value) {
        return bytes(type, ByteBuffer.allocate(4).putInt(value).array());
    }

    Requests bytes(int type, byte[] value) {
        attributes.write(type);
        attributes.write(value.length + 2);
        attributes.writeBytes(value);
        return this;
    }

    byte[] signed(int identifier, String secret) {
        byte[] body = attributes.toByteArray();
        ByteBuffer packet = ByteBuffer.allocate(RadiusPacket.HEADER + body.length);
        packet.put((byte) RadiusPacket.ACCOUNTING_REQUEST).put((byte) identifier);
        packet.putShort((short) packet.capacity()).put(new byte[16]).put(body);
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(packet.array());
            packet.put(4, md5.digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        return packet.array();
    }
}
