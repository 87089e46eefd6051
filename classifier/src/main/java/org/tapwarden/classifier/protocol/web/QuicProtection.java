package org.tapwarden.classifier.protocol.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.protocol.Payload;

/// Opens the first packets of QUIC, whose keys come from what they carry in clear (RFC 9001,
/// section 5). One object a thread: making a `Mac` and a `Cipher` costs more than using them; and
/// it wakes all of the JDK's cryptography, so they are made with the first packet.
///
/// The tag at a packet's end is not looked at. The keys are public, so it keeps nobody from making
/// a packet; whether these are the keys is told by {@link QuicFrames#fill}; and a byte that was
/// damaged on its way here is believed, as it is in TCP.
public final class QuicProtection {

    private static final int KEY = 16;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int SAMPLE = 16;
    private static final int BLOCK = 16;

    /// Of the counter, for the packet's first block; the one before is the tag's (NIST SP 800-38D,
    /// section 7.1).
    private static final int FIRST_COUNT = 2;

    private final Map<QuicVersion, Labels> labels = new EnumMap<>(QuicVersion.class);
    private @Nullable Tools tools;

    /// What a version's keys are made of besides the destination id.
    private static final class Labels {

        private final byte[] salt;
        private final byte[] client = label("client in", 32);
        private final byte[] key;
        private final byte[] nonce;
        private final byte[] header;

        Labels(QuicVersion version) {
            this.salt = version.salt();
            this.key = label(version.labelPrefix() + " key", KEY);
            this.nonce = label(version.labelPrefix() + " iv", NONCE);
            this.header = label(version.labelPrefix() + " hp", KEY);
        }

        /// What HKDF-Expand-Label hashes for up to 32 bytes, which is one round, without a context
        /// (RFC 8446, section 7.1; RFC 5869, section 2.3).
        private static byte[] label(String label, int length) {
            byte[] text = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
            byte[] info = new byte[text.length + 5];
            info[1] = (byte) length;
            info[2] = (byte) text.length;
            System.arraycopy(text, 0, info, 3, text.length);
            info[text.length + 4] = 1;
            return info;
        }
    }

    /// What is made once.
    private record Tools(Mac hmac, Cipher aes) {

        static Tools make() {
            try {
                return new Tools(
                        Mac.getInstance("HmacSHA256"), Cipher.getInstance("AES/ECB/NoPadding"));
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
    static final class Keys {

        private final SecretKeySpec key;
        private final byte[] iv;
        private final SecretKeySpec header;

        private Keys(byte[] key, byte[] iv, byte[] header) {
            this.key = new SecretKeySpec(key, "AES");
            this.iv = iv;
            this.header = new SecretKeySpec(header, "AES");
        }

        SecretKeySpec key() {
            return key;
        }

        byte[] iv() {
            return iv.clone();
        }

        SecretKeySpec header() {
            return header;
        }
    }

    /// RFC 9001, section 5.2: from the destination id the first secret, from that the client's,
    /// from that its keys. The last three share one keyed hash, whose key costs as much as a
    /// message.
    Keys clientKeys(QuicVersion version, byte[] destinationId) {
        Mac hmac = tools().hmac();
        Labels by = labels.computeIfAbsent(version, Labels::new);
        byte[] initial = keyed(hmac, by.salt).doFinal(destinationId);
        byte[] client = keyed(hmac, initial).doFinal(by.client);
        Mac clients = keyed(hmac, client);
        return new Keys(
                Arrays.copyOf(clients.doFinal(by.key), KEY),
                Arrays.copyOf(clients.doFinal(by.nonce), NONCE),
                Arrays.copyOf(clients.doFinal(by.header), KEY));
    }

    private static Mac keyed(Mac hmac, byte[] key) {
        try {
            hmac.init(new SecretKeySpec(key, "HmacSHA256"));
            return hmac;
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
        Cipher aes = tools().aes();
        try {
            aes.init(Cipher.ENCRYPT_MODE, keys.header);
            byte[] mask = aes.doFinal(payload.bytes(sampleAt, SAMPLE));
            int numberLength = ((payload.u8(header.start()) ^ mask[0]) & 3) + 1;
            int bodyAt = header.numberAt() + numberLength;
            int length = header.end() - TAG - bodyAt;
            if (length <= 0) {
                return null;
            }
            byte[] nonce = keys.iv();
            for (int i = 0; i < numberLength; i++) {
                int number = payload.u8(header.numberAt() + i) ^ mask[1 + i];
                nonce[NONCE - numberLength + i] ^= (byte) number;
            }
            aes.init(Cipher.ENCRYPT_MODE, keys.key);
            byte[] clear = aes.doFinal(counters(nonce, length));
            byte[] sealed = payload.array();
            int from = payload.at() + bodyAt;
            for (int i = 0; i < length; i++) {
                clear[i] ^= sealed[from + i];
            }
            byte[] frames = Arrays.copyOf(clear, length);
            return QuicFrames.fill(frames) ? frames : null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES takes every block", e);
        }
    }

    /// What the cipher turns into the stream that lies over `length` bytes of a packet.
    private static byte[] counters(byte[] nonce, int length) {
        int blocks = (length + BLOCK - 1) / BLOCK;
        byte[] counters = new byte[blocks * BLOCK];
        for (int block = 0; block < blocks; block++) {
            int at = block * BLOCK;
            int count = block + FIRST_COUNT;
            System.arraycopy(nonce, 0, counters, at, NONCE);
            counters[at + NONCE + 2] = (byte) (count >>> 8);
            counters[at + NONCE + 3] = (byte) count;
        }
        return counters;
    }
}
