package org.tapwarden.capture.flow;

import java.lang.foreign.MemorySegment;

/// Looks into no flow and says nothing; what a test wants told, it overrides.
public class SilentInspector implements Inspector {

    @Override
    public void began(int slot, FrameFacts frame, MemorySegment block, long end) {}

    @Override
    public Interest inspect(
            int slot,
            Direction direction,
            long streamOffset,
            FrameFacts frame,
            MemorySegment block,
            long at,
            int length) {
        return Interest.DONE;
    }

    @Override
    public void sliced(int slot) {}

    @Override
    public void ended(int slot, EndReason reason) {}

    @Override
    public void outside(Outside kind, FrameFacts frame, MemorySegment block, long at, long end) {}

    @Override
    public void watched(int watched, boolean fromWatched, FrameFacts frame) {}
}
