/// Kept packets: a ring of recent frames, headers and the bytes a label was read from.
///
/// The capture thread copies into memory ({@link org.tapwarden.capture.keep.FrameCopies}), a thread
/// of low priority writes capture files of a bounded size ({@link
/// org.tapwarden.capture.keep.PacketKeeper}). Whoever is behind is skipped and counted; the capture
/// waits for nobody.
@NullMarked
package org.tapwarden.capture.keep;

import org.jspecify.annotations.NullMarked;
