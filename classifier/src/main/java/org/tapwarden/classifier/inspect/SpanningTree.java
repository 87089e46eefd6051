package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What a bridge says in spanning tree (IEEE 802.1Q-2018, section 14): a configuration message of
/// STP, of rapid or of multiple spanning tree, or that the tree changes.
///
/// @param root the root's id: 16 bits of priority, 48 of MAC; 0 in a change notification
/// @param bridge the sender's, the same
/// @param rootCost what the sender's way to the root costs
/// @param version 0 STP, 2 rapid, 3 multiple
record SpanningTree(long root, long bridge, long rootCost, int version, boolean topologyChange) {

    private static final int HEADER = 4;
    private static final int TYPE = 3;
    private static final int FLAGS = 4;
    private static final int ROOT = 5;
    private static final int COST = 13;
    private static final int BRIDGE = 17;

    /// To the end of the forward delay.
    private static final int CONFIGURATION_LENGTH = 35;

    private static final int CONFIGURATION = 0x00;
    private static final int RAPID_CONFIGURATION = 0x02;
    private static final int CHANGE = 0x80;
    private static final int CHANGED = 0x01;
    private static final int RAPID = 2;
    private static final int MULTIPLE = 3;

    /// Where multiple spanning tree names the sender: at {@link #BRIDGE} stands the root of its
    /// region.
    private static final int MULTIPLE_BRIDGE = 93;

    /// Null when it is no such message, or cut before what is told.
    ///
    /// @param at the protocol's number, behind LLC
    static @Nullable SpanningTree read(MemorySegment block, long at, long end) {
        var message = new Message(block, at, end);
        if (!message.has(0, HEADER) || message.u16(0) != 0) {
            return null;
        }
        int version = message.u8(2);
        return switch (message.u8(TYPE)) {
            case CHANGE -> new SpanningTree(0, 0, 0, 0, true);
            case CONFIGURATION -> configuration(message, 0, BRIDGE);
            case RAPID_CONFIGURATION ->
                    version < RAPID
                            ? null
                            : configuration(
                                    message,
                                    Math.min(version, MULTIPLE),
                                    version < MULTIPLE ? BRIDGE : MULTIPLE_BRIDGE);
            default -> null;
        };
    }

    private static @Nullable SpanningTree configuration(Message message, int version, int bridge) {
        boolean whole = message.has(0, CONFIGURATION_LENGTH) && message.has(bridge, Long.BYTES);
        if (!whole) {
            return null;
        }
        return new SpanningTree(
                message.bits64(ROOT),
                message.bits64(bridge),
                message.u32(COST),
                version,
                (message.u8(FLAGS) & CHANGED) != 0);
    }
}
