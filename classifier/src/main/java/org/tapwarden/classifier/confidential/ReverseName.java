package org.tapwarden.classifier.confidential;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;

/// Names under which an address is looked up the other way round (RFC 1035, section 3.5; RFC 3596,
/// section 2.5). They spell the address out, so they are as telling as the name.
final class ReverseName {

    private static final String IPV4 = ".in-addr.arpa";
    private static final String IPV6 = ".ip6.arpa";
    private static final int NIBBLES = 32;

    private ReverseName() {}

    /// The address that is spelt, or null.
    static @Nullable Address address(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String plain = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (plain.endsWith(IPV4)) {
            return ipv4(plain.substring(0, plain.length() - IPV4.length()));
        }
        return plain.endsWith(IPV6)
                ? ipv6(plain.substring(0, plain.length() - IPV6.length()))
                : null;
    }

    private static @Nullable Address ipv4(String spelt) {
        String[] parts = spelt.split("\\.", 5);
        if (parts.length != 4) {
            return null;
        }
        int bits = 0;
        for (int i = 3; i >= 0; i--) {
            if (!parts[i].matches("\\d{1,3}") || Integer.parseInt(parts[i], 10) > 255) {
                return null;
            }
            bits = bits << 8 | Integer.parseInt(parts[i], 10);
        }
        return Address.ipv4(bits);
    }

    private static @Nullable Address ipv6(String spelt) {
        if (spelt.length() != 2 * NIBBLES - 1) {
            return null;
        }
        long high = 0;
        long low = 0;
        for (int i = NIBBLES - 1; i >= 0; i--) {
            int digit = Character.digit(spelt.charAt(2 * i), 16);
            boolean dotted = i == NIBBLES - 1 || spelt.charAt(2 * i + 1) == '.';
            if (digit < 0 || !dotted) {
                return null;
            }
            high = high << 4 | low >>> 60;
            low = low << 4 | digit;
        }
        return new Address(high, low);
    }
}
