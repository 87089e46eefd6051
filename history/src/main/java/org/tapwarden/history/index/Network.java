package org.tapwarden.history.index;

import org.tapwarden.capture.Address;

/// The addresses that share their first bits. A network of IPv6 holds no IPv4 address, though those
/// lie among the 128 bits.
record Network(Address first, Address last) {

    private static final Address FIRST_IPV4 = Address.ipv4(0);
    private static final Address LAST_IPV4 = Address.ipv4(-1);

    /// @param bits counted in the address's own family
    static Network of(Address network, int bits) {
        int all = network.isIpv4() ? bits + 96 : bits;
        long high = mask(all);
        long low = mask(all - 64);
        var first = new Address(network.high() & high, network.low() & low);
        return new Network(first, new Address(first.high() | ~high, first.low() | ~low));
    }

    private static long mask(int bits) {
        if (bits <= 0) {
            return 0;
        }
        return bits >= 64 ? -1 : -1L << (64 - bits);
    }

    boolean holds(Address address) {
        boolean inRange = first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
        return inRange && address.isIpv4() == first.isIpv4();
    }

    /// Whether IPv4 must be taken out of the range.
    boolean holdsAllOfIpv4() {
        return !first.isIpv4()
                && first.compareTo(FIRST_IPV4) <= 0
                && LAST_IPV4.compareTo(last) <= 0;
    }
}
