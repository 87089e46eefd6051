package org.tapwarden.classifier.list;

import org.tapwarden.capture.Address;

/// Addresses from one to another, both included, that stand on a list.
///
/// @param note what the list says of them, such as the name of a hoster
record Range(int list, Address from, Address to, int lineNumber, String note) {

    /// Ranges of all lists together, at most.
    static final int MOST = 1_000_000;

    /// Whether this one has fewer addresses than another.
    boolean isNarrowerThan(Range other) {
        int high = Long.compareUnsigned(widthHigh(), other.widthHigh());
        return high != 0 ? high < 0 : Long.compareUnsigned(widthLow(), other.widthLow()) < 0;
    }

    private long widthHigh() {
        boolean borrow = Long.compareUnsigned(to.low(), from.low()) < 0;
        return to.high() - from.high() - (borrow ? 1 : 0);
    }

    private long widthLow() {
        return to.low() - from.low();
    }
}
