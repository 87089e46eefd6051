package org.tapwarden.classifier.language;

import java.util.Optional;
import java.util.regex.Pattern;
import org.tapwarden.capture.Address;

/// The addresses that share their first bits; a single address shares all.
///
/// The families are apart: `::/0` is every IPv6 address and no IPv4 one, although an {@link
/// Address} keeps IPv4 inside IPv6.
///
/// @param address the other bits are zero
/// @param bits 0 to 32 for IPv4, 0 to 128 for IPv6
record Network(Address address, int bits) {

    /// What stands before an IPv4 address in 128 bits.
    private static final int IPV4_OFFSET = 96;

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f:.]{2,45}");
    private static final Pattern BITS = Pattern.compile("0|[1-9][0-9]{0,2}");

    /// The network with the address in it.
    static Network of(Address within, int bits) {
        int all = within.isIpv4() ? bits + IPV4_OFFSET : bits;
        return masked(within, all);
    }

    /// What a text such as `10.0.0.0/8` or `fe80::1` writes; empty when it writes neither.
    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        String literal = Texts.lower(slash < 0 ? text : text.substring(0, slash));
        String suffix = slash < 0 ? "" : text.substring(slash + 1);
        if (!ADDRESS.matcher(literal).matches()
                || (slash >= 0 && !BITS.matcher(suffix).matches())) {
            return Optional.empty();
        }
        try {
            Address address = Address.parse(literal);
            boolean dotted = literal.indexOf(':') < 0;
            int most = dotted ? 32 : 128;
            int bits = slash < 0 ? most : Integer.parseInt(suffix);
            return bits > most
                    ? Optional.empty()
                    : Optional.of(masked(address, dotted ? bits + IPV4_OFFSET : bits));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    boolean contains(Address other) {
        return other.isIpv4() == address.isIpv4() && of(other, bits).address().equals(address);
    }

    /// One address, so the number of bits goes without saying.
    boolean isSingle() {
        return bits == (address.isIpv4() ? 32 : 128);
    }

    private static Network masked(Address within, int all) {
        long high = within.high() & mask(Math.min(all, 64));
        long low = within.low() & mask(Math.max(all - 64, 0));
        var address = new Address(high, low);
        // IPv4 written as IPv6, `::ffff:10.0.0.0/104`, is IPv4 unless the bits cut its prefix.
        return new Network(address, address.isIpv4() ? all - IPV4_OFFSET : all);
    }

    private static long mask(int bits) {
        return bits == 0 ? 0 : -1L << (64 - bits);
    }
}
