package org.tapwarden.enforcer.order;

import java.util.List;
import java.util.Map;

/// The sensor's journal, as the enforcer reads it.
public interface Orders {

    /// The orders with a higher number, lowest first; empty when there is none or the sensor does
    /// not answer. Numbers may have gaps.
    List<Order> after(long number, int limit);

    /// MACs, addresses and prefixes that the sensor holds for infrastructure, with the reason. An
    /// entry that disappears from here stays protected.
    default Map<String, String> protections() {
        return Map.of();
    }

    /// Which cases still stand: what automatic leases are renewed by.
    default Cases cases() {
        return Cases.UNKNOWN;
    }

    /// Where devices are by what they cannot choose.
    default Anchors anchors() {
        return Anchors.NONE;
    }
}
