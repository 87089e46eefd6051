package org.tapwarden.classifier.protocol.web;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;

/// JA4, by which other tools name the program that greets (FoxIO, "JA4: TLS Client Fingerprinting",
/// under the BSD 3-Clause License; nothing of the other JA4+ methods is in here).
///
/// One object a thread: a hello is hashed in memory that the next one is written to.
final class Ja4 {

    /// A hello that lists more ciphers, extensions or signature algorithms gets no fingerprint: no
    /// program does, and each would be sorted and hashed.
    static final int MOST_LISTED = 512;

    private static final int RANDOM = 32;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int SUPPORTED_VERSIONS = 43;

    /// A number of four digits and what stands between two.
    private static final int WRITTEN = 5;

    private static final int HASH = 12;
    private static final int LENGTH = 10 + 1 + HASH + 1 + HASH;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha256;
    private final byte[] sum = new byte[32];
    private final char[] ciphers = new char[MOST_LISTED];
    private final char[] extensions = new char[MOST_LISTED];
    private final char[] signatures = new char[MOST_LISTED];
    private final byte[] text = new byte[2 * MOST_LISTED * WRITTEN];
    private final byte[] made = new byte[LENGTH];

    /// As far as the text at hand is written.
    private int length;

    private Ja4() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// The fingerprint of a whole hello.
    ///
    /// @param carrier what carries the hello
    /// @param body where the client's version stands
    /// @param end where the hello ends
    /// @param learnt whose thread it is
    /// @return null when the hello's lengths do not add up, or when it lists too much
    static @Nullable String of(Carrier carrier, Payload hello, int body, int end, Learnt learnt) {
        return learnt.workspace(Ja4.class, Ja4::new).read(carrier, hello, body, end);
    }

    private @Nullable String read(Carrier carrier, Payload hello, int body, int end) {
        int i = body + 2 + RANDOM;
        if (i + 1 > end) {
            return null;
        }
        i += 1 + hello.u8(i);
        if (carrier == Carrier.DTLS) {
            if (i + 1 > end) {
                return null;
            }
            i += 1 + hello.u8(i);
        }
        if (i + 2 > end) {
            return null;
        }
        int ciphersAt = i + 2;
        i = ciphersAt + hello.u16(i);
        if (i + 1 > end) {
            return null;
        }
        int count = list(hello, ciphersAt, i, ciphers);
        i += 1 + hello.u8(i);
        // Before TLS 1.2 a hello may end here (RFC 4366, section 2.1).
        int from = i == end ? end : i + 2;
        return count < 0 || from > end
                ? null
                : write(carrier, hello, hello.u16(body), count, from, end);
    }

    private @Nullable String write(
            Carrier carrier, Payload hello, int offered, int cipherCount, int from, int end) {
        int version = 0;
        int count = 0;
        int kept = 0;
        int signatureCount = 0;
        boolean named = false;
        made[8] = '0';
        made[9] = '0';
        int i = from;
        while (i < end) {
            int at = i + 4;
            if (at > end || at + hello.u16(i + 2) > end) {
                return null;
            }
            int type = hello.u16(i);
            int next = at + hello.u16(i + 2);
            i = next;
            if (isGrease(type)) {
                continue;
            }
            count++;
            switch (type) {
                case SERVER_NAME -> named = true;
                case ALPN -> protocol(hello, at, next);
                default -> {
                    if (kept == MOST_LISTED) {
                        return null;
                    }
                    extensions[kept++] = (char) type;
                }
            }
            if (type == SUPPORTED_VERSIONS) {
                version = highest(carrier, hello, at + 1, next);
            } else if (type == SIGNATURE_ALGORITHMS && at + 2 <= next) {
                signatureCount = list(hello, at + 2, next, signatures);
                if (signatureCount < 0) {
                    return null;
                }
            }
        }
        made[0] = carrier.letter();
        version(version == 0 ? offered : version);
        made[3] = (byte) (named ? 'd' : 'i');
        number(4, cipherCount);
        number(6, count);
        made[10] = '_';
        Arrays.sort(ciphers, 0, cipherCount);
        length = 0;
        append(ciphers, cipherCount);
        hash(11, cipherCount == 0);
        made[11 + HASH] = '_';
        Arrays.sort(extensions, 0, kept);
        length = 0;
        append(extensions, kept);
        if (signatureCount > 0) {
            text[length++] = '_';
            append(signatures, signatureCount);
        }
        hash(12 + HASH, kept == 0);
        return new String(made, StandardCharsets.ISO_8859_1);
    }

    /// RFC 8701: values that stand for nothing.
    private static boolean isGrease(int value) {
        return (value & 0x0f0f) == 0x0a0a && value >>> 8 == (value & 0xff);
    }

    /// Takes numbers of two bytes down, without GREASE.
    ///
    /// @return how many, or -1 when there are too many
    private static int list(Payload hello, int from, int end, char[] to) {
        int count = 0;
        for (int i = from; i + 2 <= end; i += 2) {
            int value = hello.u16(i);
            if (isGrease(value)) {
                continue;
            }
            if (count == to.length) {
                return -1;
            }
            to[count++] = (char) value;
        }
        return count;
    }

    /// The versions of DTLS count down (RFC 9147, section 5.3).
    private static int highest(Carrier carrier, Payload hello, int from, int end) {
        int highest = 0;
        for (int i = from; i + 2 <= end; i += 2) {
            int value = hello.u16(i);
            boolean higher =
                    carrier == Carrier.DTLS ? highest == 0 || value < highest : value > highest;
            if (higher && !isGrease(value)) {
                highest = value;
            }
        }
        return highest;
    }

    private void version(int number) {
        int written =
                switch (number) {
                    case 0x0304 -> '1' << 8 | '3';
                    case 0x0303 -> '1' << 8 | '2';
                    case 0x0302 -> '1' << 8 | '1';
                    case 0x0301 -> '1' << 8 | '0';
                    case 0x0300 -> 's' << 8 | '3';
                    case 0x0002 -> 's' << 8 | '2';
                    case 0xfeff -> 'd' << 8 | '1';
                    case 0xfefd -> 'd' << 8 | '2';
                    case 0xfefc -> 'd' << 8 | '3';
                    default -> '0' << 8 | '0';
                };
        made[1] = (byte) (written >>> 8);
        made[2] = (byte) written;
    }

    private void number(int at, int count) {
        int shown = Math.min(count, 99);
        made[at] = (byte) ('0' + shown / 10);
        made[at + 1] = (byte) ('0' + shown % 10);
    }

    /// First and last character of the first protocol, or of its bytes in hex when one of the two
    /// is neither letter nor digit.
    private void protocol(Payload hello, int at, int end) {
        if (at + 3 >= end || hello.u8(at + 2) == 0 || at + 3 + hello.u8(at + 2) > end) {
            return;
        }
        int first = hello.u8(at + 3);
        int last = hello.u8(at + 2 + hello.u8(at + 2));
        boolean plain = isPlain(first) && isPlain(last);
        made[8] = plain ? (byte) first : HEX[first >>> 4];
        made[9] = plain ? (byte) last : HEX[last & 0xf];
    }

    private static boolean isPlain(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private void append(char[] numbers, int count) {
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                text[length++] = ',';
            }
            for (int shift = 12; shift >= 0; shift -= 4) {
                text[length++] = HEX[numbers[i] >>> shift & 0xf];
            }
        }
    }

    /// Zeros stand for a list that is empty.
    private void hash(int to, boolean empty) {
        if (empty) {
            Arrays.fill(made, to, to + HASH, (byte) '0');
            return;
        }
        sha256.update(text, 0, length);
        try {
            sha256.digest(sum, 0, sum.length);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 has 32 bytes", e);
        }
        for (int i = 0; i < HASH; i++) {
            made[to + i] = HEX[sum[i >>> 1] >>> (i % 2 == 0 ? 4 : 0) & 0xf];
        }
    }
}
