package org.tapwarden.classifier.protocol.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.protocol.Payload;

/// Opens the first packets of QUIC, whose keys come from what they carry in clear (RFC 9001,
/// section 5). One object a thread: making a `Mac` and two `Cipher`s costs more than using them; and
/// it wakes all of the JDK's cryptography, so they are made with the first packet.
public final class QuicProtection {

    private static final int KEY = 16;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int SAMPLE = 16;

    private @Nullable Tools tools;

    /// What is made once.
    private record Tools(Mac hmac, Cipher header, Cipher packet) {

        static Tools make() {
            try {
                return new Tools(
                        Mac.getInstance("HmacSHA256"),
                        Cipher.getInstance("AES/ECB/NoPadding"),
                        Cipher.getInstance("AES/GCM/NoPadding"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has AES and SHA-256", e);
            }
        }
    }

    private Tools tools() {
        Tools made = tools;
        if (made == null) {
            made = Tools.make();
            tools = made;
        }
        return made;
    }

    /// What a client's Initial packets are protected with.
    record Keys(SecretKeySpec key, IvParameterSpec iv, SecretKeySpec header) {}

    /// RFC 9001, section 5.2.
    Keys clientKeys(QuicVersion version, byte[] destinationId) {
        byte[] initial = mac(version.salt(), destinationId);
        byte[] client = expand(initial, "client in", 32);
        String prefix = version.labelPrefix();
        return new Keys(
                new SecretKeySpec(expand(client, prefix + " key", KEY), "AES"),
                new IvParameterSpec(expand(client, prefix + " iv", NONCE)),
                new SecretKeySpec(expand(client, prefix + " hp", KEY), "AES"));
    }

    /// HKDF-Expand-Label (RFC 8446, section 7.1) for up to 32 bytes, which is one round.
    private byte[] expand(byte[] secret, String label, int length) {
        byte[] text = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        byte[] info = new byte[text.length + 5];
        info[1] = (byte) length;
        info[2] = (byte) text.length;
        System.arraycopy(text, 0, info, 3, text.length);
        info[text.length + 4] = 1; // the round; before it stands an empty context
        return Arrays.copyOf(mac(secret, info), length);
    }

    private byte[] mac(byte[] key, byte[] message) {
        Mac hmac = tools().hmac();
        try {
            hmac.init(new SecretKeySpec(key, "HmacSHA256"));
            return hmac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC takes every key", e);
        }
    }

    /// The frames inside a packet, or null when these keys do not open it.
    byte @Nullable [] open(Payload payload, QuicHeader header, Keys keys) {
        int sampleAt = header.numberAt() + 4;
        if (sampleAt + SAMPLE > header.end()) {
            return null;
        }
        Cipher headerCipher = tools().header();
        Cipher packetCipher = tools().packet();
        try {
            headerCipher.init(Cipher.ENCRYPT_MODE, keys.header());
            byte[] mask = headerCipher.doFinal(payload.bytes(sampleAt, SAMPLE));
            int start = header.start();
            int first = payload.u8(start) ^ (mask[0] & 0x0f);
            int numberLength = (first & 3) + 1;
            int bodyAt = header.numberAt() + numberLength;
            byte[] clear = payload.bytes(start, bodyAt - start);
            byte[] nonce = keys.iv().getIV();
            clear[0] = (byte) first;
            for (int i = 0; i < numberLength; i++) {
                int at = clear.length - numberLength + i;
                clear[at] ^= mask[1 + i];
                nonce[NONCE - numberLength + i] ^= clear[at];
            }
            packetCipher.init(
                    Cipher.DECRYPT_MODE, keys.key(), new GCMParameterSpec(8 * TAG, nonce));
            packetCipher.updateAAD(clear);
            return packetCipher.doFinal(payload.bytes(bodyAt, header.end() - bodyAt));
        } catch (GeneralSecurityException e) {
            return null; // the tag says that it is another's packet, or damaged
        }
    }
}
