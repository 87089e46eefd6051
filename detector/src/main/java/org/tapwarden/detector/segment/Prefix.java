package org.tapwarden.detector.segment;

import org.tapwarden.capture.Address;

/// A network: an address and how many of its leading bits count.
///
/// @param bits counted over 128 bits, so an IPv4 /24 has 120
public record Prefix(Address network, int bits) {

    private static final int IPV4_OFFSET = 96;

    /// Reads `10.20.0.0/16` or `fd00::/8`.
    ///
    /// @throws IllegalArgumentException when the text is none, or has bits beyond the prefix
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + text + "' is no prefix: no '/'");
        }
        Address address;
        int bits;
        try {
            address = Address.parse(text.substring(0, slash));
            bits = Integer.parseInt(text.substring(slash + 1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no prefix", e);
        }
        int most = address.isIpv4() ? 32 : 128;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("'" + text + "' is no prefix: 0 to " + most);
        }
        var prefix = new Prefix(address, address.isIpv4() ? bits + IPV4_OFFSET : bits);
        if (!prefix.masked(address).equals(address)) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' has bits beyond the prefix; did you mean "
                            + new Prefix(prefix.masked(address), prefix.bits)
                            + "?");
        }
        return prefix;
    }

    public boolean contains(Address address) {
        return masked(address).equals(network) && address.isIpv4() == network.isIpv4();
    }

    private Address masked(Address address) {
        long high =
                bits >= 64 ? address.high() : bits == 0 ? 0 : address.high() & -1L << (64 - bits);
        long low =
                bits >= 128 ? address.low() : bits <= 64 ? 0 : address.low() & -1L << (128 - bits);
        return new Address(high, low);
    }

    @Override
    public String toString() {
        return network + "/" + (network.isIpv4() ? bits - IPV4_OFFSET : bits);
    }
}
