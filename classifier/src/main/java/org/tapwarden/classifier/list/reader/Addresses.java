package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;

/// Addresses and prefixes as lists write them.
final class Addresses {

    /// What is wider is a mistake, or means the whole Internet.
    static final int WIDEST_IPV4 = 6;

    static final int WIDEST_IPV6 = 16;

    private Addresses() {}

    static @Nullable Address parse(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// An address with the bits that count of it, or the one address when there are none.
    static void prefix(String text, String length, String note, Reading to) throws IOException {
        Address address = parse(text);
        if (address == null) {
            to.bad("no address");
            return;
        }
        int most = address.isIpv4() ? 32 : 128;
        int widest = address.isIpv4() ? WIDEST_IPV4 : WIDEST_IPV6;
        int bits = length.isEmpty() ? most : number(length);
        if (bits < 0 || bits > most) {
            to.bad("no length of a prefix");
            return;
        }
        if (bits < widest) {
            to.bad("wider than /" + widest);
            return;
        }
        int free = most - bits;
        long maskHigh = free <= 64 ? 0 : -1L >>> (128 - free);
        long maskLow = free >= 64 ? -1L : (1L << free) - 1;
        if ((address.high() & maskHigh) != 0 || (address.low() & maskLow) != 0) {
            to.bad("bits behind the prefix");
            return;
        }
        var last = new Address(address.high() | maskHigh, address.low() | maskLow);
        to.range(address, last, note);
    }

    /// @return -1 for what is no number of three digits at most
    static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 3) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /// From one address to another.
    static void range(String from, String until, String note, Reading to) throws IOException {
        Address first = parse(from);
        Address last = parse(until);
        if (first == null || last == null) {
            to.bad("no two addresses");
        } else if (first.isIpv4() != last.isIpv4() || first.compareTo(last) > 0) {
            to.bad("ends before it begins");
        } else if (isTooWide(first, last)) {
            to.bad("wider than /" + (first.isIpv4() ? WIDEST_IPV4 : WIDEST_IPV6));
        } else {
            to.range(first, last, note);
        }
    }

    private static boolean isTooWide(Address first, Address last) {
        return first.isIpv4()
                ? last.low() - first.low() >= 1L << (32 - WIDEST_IPV4)
                : Long.compareUnsigned(last.high() - first.high(), -1L >>> WIDEST_IPV6) > 0;
    }
}
