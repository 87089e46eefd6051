package org.tapwarden.capture.flow;

import java.lang.foreign.MemorySegment;
import org.tapwarden.capture.keep.KeptRanges;

/// Looks into flows for the capture loop: what they are, what they tell. One per capture thread.
///
/// The loop decodes, finds the flow and counts; it asks the inspector only where something may be
/// learnt. The inspector keeps what it learns in arrays indexed by slot and reads everything else
/// from the {@link FlowTable}. All calls come from the thread that owns the table, so it locks
/// nothing; it must not block, throw, or remember a segment after a call returned.
public interface Inspector {

    /// How much more of a flow the inspector wants to see.
    enum Interest {
        /// The next payload too.
        MORE,
        /// Nothing more; {@link #inspect} is never called again for this slot.
        DONE,
        /// Every datagram as long as the flow lives, under the rate cap: DNS, DHCP and the like.
        EACH
    }

    /// A flow was given this slot; its columns are filled in from its first frame.
    ///
    /// @param end where the captured bytes of the first frame's message stop in `block`
    void began(int slot, FrameFacts frame, MemorySegment block, long end);

    /// One payload of a flow, in capture order: of TCP, of UDP, and of an ICMP echo what stands
    /// behind its checksum.
    ///
    /// @param direction who sent it
    /// @param streamOffset where these bytes stand in the sender's TCP stream, counted from its
    ///   first byte seen; 0 for datagrams and echoes. Segments repeat and come out of order.
    /// @param frame the frame at hand; its MAC addresses may differ from the slot's, since many
    ///   stations that have no address yet share one flow
    /// @param at the payload's first byte in `block`
    /// @param length captured payload bytes, at least 1
    Interest inspect(
            int slot,
            Direction direction,
            long streamOffset,
            FrameFacts frame,
            MemorySegment block,
            long at,
            int length);

    /// What may be kept of the payload that the last {@link #inspect} saw: bytes that a label was
    /// read from, and no secret among them. Positions count from the datagram's first byte, or as
    /// `streamOffset` does. Asked only where packets are kept; read before the next call.
    default KeptRanges kept() {
        return KeptRanges.NOTHING;
    }

    /// Whether frames of this flow may be kept at all, their headers too. Asked only where packets
    /// are kept, of each frame after the other calls for it; once it says no, what was kept of the
    /// flow before is taken back.
    default boolean isKept(int slot) {
        return true;
    }

    /// How often it had no room to collect what belongs together, since it was made.
    default long refused() {
        return 0;
    }

    /// Radio frames that said nothing new, since it was made.
    default long radioRepeated() {
        return 0;
    }

    /// Radio frames that said something above the rate at which they are told, since it was made.
    default long radioSkipped() {
        return 0;
    }

    /// Five minutes of a living flow are over: write what was counted since the last slice. The
    /// loop sets the slice's counters back afterwards.
    void sliced(int slot);

    /// The flow is over: write its last slice and forget it. The slot is free afterwards.
    void ended(int slot, EndReason reason);

    /// A frame that says something beyond a flow, or outside any: ARP, neighbour discovery, LLDP,
    /// STP.
    ///
    /// @param at the first byte of the message itself (the ARP header, the ICMPv6 header, the LLC
    ///   payload); `end` is where its captured bytes stop
    void outside(Outside kind, FrameFacts frame, MemorySegment block, long at, long end);

    /// A frame from or to an address on the watch list. Comes in addition to every other call.
    ///
    /// @param watched the entry's number in the list
    /// @param fromWatched true when the watched end sent it
    void watched(int watched, boolean fromWatched, FrameFacts frame);
}
