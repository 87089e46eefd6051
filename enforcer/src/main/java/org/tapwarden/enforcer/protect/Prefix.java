package org.tapwarden.enforcer.protect;

import org.tapwarden.capture.Address;

/// `10.1.0.0/16` or `2001:db8::/32`, counted in the 128 bits of {@link Address}.
record Prefix(Address address, int bits) {

    private static final int MAPPED_BITS = 96;

    static Prefix parse(String text) {
        int slash = text.indexOf('/');
        Address address = Address.parse(text.substring(0, slash));
        int bits;
        try {
            bits = Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a prefix: " + text, e);
        }
        int most = address.isIpv4() ? 32 : 128;
        // A prefix of length 0 would protect everybody, which is a way to switch the enforcer off.
        if (bits < 1 || bits > most) {
            throw new IllegalArgumentException("not a prefix: " + text);
        }
        return new Prefix(address, address.isIpv4() ? MAPPED_BITS + bits : bits);
    }

    boolean contains(Address other) {
        long highMask = bits >= 64 ? -1L : -1L << (64 - bits);
        long lowMask = bits <= 64 ? 0 : bits == 128 ? -1L : -1L << (128 - bits);
        return (address.high() & highMask) == (other.high() & highMask)
                && (address.low() & lowMask) == (other.low() & lowMask);
    }
}
