package org.tapwarden.classifier.protocol.web;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// How a version of QUIC protects its first packets: the salt and the labels that everybody knows
/// (RFC 9001, section 5.2; RFC 9369, section 3.3.1; the drafts of RFC 9001).
enum QuicVersion {
    DRAFT_22("7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a", "quic"),
    DRAFT_23("c3eef712c72ebb5a11a7d2432bb46365bef9f502", "quic"),
    DRAFT_29("afbfec289993d24c9e9786f19c6111e04390a899", "quic"),
    V1("38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "quic"),
    V2("0dede3def700a6db819381be6e269dcbf9bd2ed9", "quicv2");

    static final int NEGOTIATION = 0;
    private static final int ONE = 1;
    private static final int TWO = 0x6b3343cf;
    private static final int DRAFT = 0xff00_0000;
    private static final int FACEBOOK = 0xfaceb0;

    private final String salt;
    private final String labelPrefix;

    QuicVersion(String salt, String labelPrefix) {
        this.salt = salt;
        this.labelPrefix = labelPrefix;
    }

    /// The version by its number on the wire, or null when its first packets cannot be opened.
    static @Nullable QuicVersion of(int number) {
        if (number == ONE) {
            return V1;
        }
        if (number == TWO) {
            return V2;
        }
        if (isDraft(number)) {
            int draft = number & 0xff;
            if (draft > 34 || draft < 22) {
                return null;
            }
            return draft > 32 ? V1 : draft > 28 ? DRAFT_29 : draft > 22 ? DRAFT_23 : DRAFT_22;
        }
        return switch (number) {
            case 0xfaceb001 -> DRAFT_22;
            case 0xfaceb002 -> DRAFT_23;
            default -> null;
        };
    }

    private static boolean isDraft(int number) {
        return (number & 0xffff_ff00) == DRAFT;
    }

    /// A version that somebody speaks, or one that only exercises negotiation (RFC 9000, section
    /// 15).
    static boolean isKnown(int number) {
        return number == ONE
                || number == TWO
                || isDraft(number)
                || number >>> 8 == FACEBOOK
                || isGoogle(number)
                || (number & 0x0f0f_0f0f) == 0x0a0a_0a0a;
    }

    /// `Q0xx` and `T0xx`, from before the IETF.
    static boolean isGoogle(int number) {
        int letter = number >>> 24;
        return (letter == 'Q' || letter == 'T')
                && (number >>> 16 & 0xff) == '0'
                && isDigit(number >>> 8 & 0xff)
                && isDigit(number & 0xff);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /// As people write it.
    static String text(int number) {
        if (number == ONE) {
            return "v1";
        }
        if (number == TWO) {
            return "v2";
        }
        if (isDraft(number)) {
            return "draft-" + (number & 0xff);
        }
        if (isGoogle(number)) {
            return ""
                    + (char) (number >>> 24)
                    + (char) (number >>> 16 & 0xff)
                    + (char) (number >>> 8 & 0xff)
                    + (char) (number & 0xff);
        }
        return "0x" + Integer.toHexString(number);
    }

    byte[] salt() {
        return HexFormat.of().parseHex(salt);
    }

    /// `quic` or `quicv2`: what the labels of keys begin with.
    String labelPrefix() {
        return labelPrefix;
    }
}
