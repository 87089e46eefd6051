package org.tapwarden.appliance.replay;

import java.nio.file.Path;

/// A frame of a capture, damaged in one way.
///
/// @param number of the frame in its capture, from 1
/// @param way which of the damage's ways; of a cut, the bytes that are left
/// @param bytes the captured ones, and behind them one of somebody else
@SuppressWarnings("ArrayRecordComponent")
record DamagedFrame(
        Path capture,
        int number,
        Damage damage,
        int way,
        byte[] bytes,
        int captured,
        int wire,
        int link) {

    @Override
    public String toString() {
        String what =
                switch (damage) {
                    case NONE -> "as it is";
                    case CUT -> "cut to " + way + " of " + wire + " bytes";
                    case SHORT -> "shortened to " + way + " bytes";
                    case CHANGED -> "one byte changed, way " + way;
                };
        return "frame %d of %s, %s".formatted(number, capture.getFileName(), what);
    }
}
