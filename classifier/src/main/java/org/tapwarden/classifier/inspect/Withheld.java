package org.tapwarden.classifier.inspect;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.FlowTable;
import org.tapwarden.classifier.confidential.Guard;
import org.tapwarden.classifier.protocol.Learnt;

/// Which living flows may be with a protected destination, so that none of their packets is kept.
///
/// An address speaks against a flow until the flow shows a name that is not protected, since many
/// servers share one; a protected name speaks against it for good.
final class Withheld {

    private static final byte BY_ADDRESS = 1;
    private static final byte BY_NAME = 2;

    /// Knows protected destinations; null where no packets are kept.
    private final @Nullable Guard guard;

    private final FlowTable table;

    /// Why, by slot; empty without a guard.
    private final byte[] reasons;

    Withheld(@Nullable Guard guard, FlowTable table) {
        this.guard = guard;
        this.table = table;
        this.reasons = new byte[guard == null ? 0 : table.slots()];
    }

    void began(int slot) {
        if (guard == null) {
            return;
        }
        var source = new Address(table.sourceHigh(slot), table.sourceLow(slot));
        var destination = new Address(table.destinationHigh(slot), table.destinationLow(slot));
        boolean against = guard.holds(source, destination, table.firstNanos(slot));
        reasons[slot] = against ? BY_ADDRESS : 0;
    }

    /// Whether each question of a flow counts, and not the first only.
    boolean wantsQuestions() {
        return guard != null;
    }

    void learnt(int slot, Learnt learnt, long atNanos) {
        if (guard == null) {
            return;
        }
        if (guard.isAboutOne(learnt, atNanos)) {
            reasons[slot] = BY_NAME;
        } else if (reasons[slot] == BY_ADDRESS && hasName(learnt)) {
            reasons[slot] = 0;
        }
    }

    private static boolean hasName(Learnt learnt) {
        return learnt.serverName() != null || learnt.question() != null;
    }

    boolean mayKeep(int slot) {
        return guard == null || reasons[slot] == 0;
    }
}
