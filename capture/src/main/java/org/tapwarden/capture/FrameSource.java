package org.tapwarden.capture;

import java.io.IOException;

/// Where frames come from: a ring that the kernel fills, a capture file, pcap4j.
///
/// Obligations of an implementation: one thread calls {@link #read}; frames come in the order of
/// the source; what a source loses or finds broken is counted, never thrown. {@link #close} may be
/// called from another thread and makes a waiting read return {@link Read#END}.
public interface FrameSource extends AutoCloseable {

    /// What a read brought.
    enum Read {
        /// The block holds at least one frame.
        FRAMES,
        /// No frame came within the wait; the block is empty.
        IDLE,
        /// Nothing will come any more; the block is empty.
        END
    }

    /// Fills the block with the next frames, waiting at most `waitNanos` for the first.
    ///
    /// The bytes of the block before are no longer valid, unless its window was held.
    ///
    /// @throws IOException when the source itself is gone (an interface that vanished); the message
    ///   is one line for people
    Read read(Block block, long waitNanos) throws IOException;

    /// What the source lost or refused so far. Any thread.
    Losses losses();

    /// Brings {@link #losses} up to this moment, so that with the frames handed out they make up
    /// all that was offered. Only the reading thread calls this.
    default Losses settle() {
        return losses();
    }

    /// How the tap behind this source is. Any thread; a file is always well.
    default Tap tap() {
        return Tap.NONE;
    }

    /// May be called more than once, and leaves {@link #losses} at their last state.
    @Override
    void close();

    /// What did not reach the capture loop.
    ///
    /// @param kernelDrops frames that the kernel had no room for
    /// @param cutRecords records that the file promised and did not hold, frames of a ring that are
    ///   not as the kernel describes them
    /// @param waiting frames that lie in the ring and were not read yet
    /// @param unread frames that lay in the ring when it was closed
    record Losses(long kernelDrops, long cutRecords, long waiting, long unread) {
        public static final Losses NONE = new Losses(0, 0);

        public Losses(long kernelDrops, long cutRecords) {
            this(kernelDrops, cutRecords, 0, 0);
        }

        public Losses plus(Losses other) {
            return new Losses(
                    kernelDrops + other.kernelDrops,
                    cutRecords + other.cutRecords,
                    waiting + other.waiting,
                    unread + other.unread);
        }
    }
}
