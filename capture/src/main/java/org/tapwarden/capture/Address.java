package org.tapwarden.capture;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// An IP address in 128 bits; an IPv4 address lies in `::ffff:0:0/96` (RFC 4291, section 2.5.5.2).
///
/// @param high the first eight bytes, big endian
/// @param low the last eight bytes, big endian
public record Address(long high, long low) implements Comparable<Address> {

    /// Six groups and a dotted quad: `0000:0000:0000:0000:0000:ffff:192.168.100.100`.
    private static final int MAX_TEXT = 45;

    private static final long MAPPED = 0x0000_ffff_0000_0000L;
    private static final long UPPER_HALF = 0xffff_ffff_0000_0000L;

    public static Address ipv4(int bits) {
        return new Address(0, MAPPED | Integer.toUnsignedLong(bits));
    }

    /// Reads the usual text of either family; never asks a name server.
    ///
    /// @throws IllegalArgumentException when the text is no address
    public static Address parse(String text) {
        // A longer text is none, and need not be searched.
        boolean literal = text.length() <= MAX_TEXT && text.matches("[0-9a-fA-F:.]+");
        if (!literal || (text.indexOf(':') < 0 && dots(text) != 3)) {
            throw new IllegalArgumentException("not an IP address: " + text);
        }
        try {
            // Not getByName, which asks a name server for what it cannot read, such as `ip:80`.
            return of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an IP address: " + text, e);
        }
    }

    /// @param bytes 4 or 16 of them
    public static Address of(byte[] bytes) {
        if (bytes.length == 4) {
            int bits = 0;
            for (byte b : bytes) {
                bits = bits << 8 | (b & 0xff);
            }
            return ipv4(bits);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = high << 8 | (bytes[i] & 0xff);
            low = low << 8 | (bytes[i + 8] & 0xff);
        }
        return new Address(high, low);
    }

    public boolean isIpv4() {
        return high == 0 && (low & UPPER_HALF) == MAPPED;
    }

    /// The four bytes of an IPv4 address; meaningless for IPv6.
    public int ipv4Bits() {
        return (int) low;
    }

    /// `fe80::/10`, or `169.254.0.0/16` (RFC 4291, RFC 3927).
    public boolean isLinkLocal() {
        return isIpv4() ? (int) low >>> 16 == 0xa9fe : high >>> 54 == 0x3fa;
    }

    /// `ff00::/8`, `224.0.0.0/4`, or the IPv4 limited broadcast.
    public boolean isMulticast() {
        return isIpv4() ? (int) low >>> 28 == 0xe || (int) low == -1 : high >>> 56 == 0xff;
    }

    /// `::` or `0.0.0.0`.
    public boolean isUnspecified() {
        return high == 0 && (low == 0 || low == MAPPED);
    }

    /// Network order: 4 bytes for IPv4, else 16.
    public byte[] bytes() {
        int length = isIpv4() ? 4 : 16;
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            int fromEnd = length - 1 - i;
            bytes[i] = (byte) (fromEnd < 8 ? low >>> (8 * fromEnd) : high >>> (8 * (fromEnd - 8)));
        }
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Address address && high == address.high && low == address.low;
    }

    /// Both halves, so that the hosts of one network lie apart.
    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    @Override
    public int compareTo(Address other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /// Dotted quad, or the canonical IPv6 text (RFC 5952).
    @Override
    public String toString() {
        if (isIpv4()) {
            int b = (int) low;
            return (b >>> 24) + "." + (b >>> 16 & 255) + "." + (b >>> 8 & 255) + "." + (b & 255);
        }
        return canonicalIpv6();
    }

    private String canonicalIpv6() {
        int[] groups = new int[8];
        for (int i = 0; i < 4; i++) {
            groups[i] = (int) (high >>> (48 - 16 * i)) & 0xffff;
            groups[i + 4] = (int) (low >>> (48 - 16 * i)) & 0xffff;
        }
        int gapStart = -1;
        int gapLength = 1; // a single zero group is written out (RFC 5952, section 4.2.2)
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > gapLength) {
                gapStart = i;
                gapLength = run;
            }
            i += run;
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < 8; ) {
            if (i == gapStart) {
                text.append("::");
                i += gapLength;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i++]));
        }
        return text.toString();
    }

    private static long dots(String text) {
        return text.chars().filter(c -> c == '.').count();
    }
}
