package org.tapwarden.classifier.protocol;

import org.tapwarden.capture.keep.KeptRanges;

/// Knows one protocol by its bytes. One small class each, with a line in its family's register and
/// nowhere else.
///
/// Obligations: no state between calls but what {@link Learnt#remember} keeps, no clock, no
/// exception whatever the bytes, nothing read outside the {@link Payload}, nothing that changes the
/// answer behind {@link About#bound}. A port may narrow the search, alone it never makes a label.
public interface Dissector {

    /// What a dissector says of a payload.
    enum Answer {
        /// Not this protocol, and further payloads will not change that.
        NO,
        /// Cannot say yet: more of this stream, or another datagram.
        PERHAPS,
        /// This protocol, and nothing more to learn.
        YES,
        /// This protocol, and more to learn from the next payloads or the rest of this one.
        YES_MORE,
        /// This protocol, nothing more to learn from whoever sent this payload, and more from the
        /// other end. What this end sends is not shown again; said of both ends it is a YES.
        YES_SIDE,
        /// This protocol, and every datagram is worth reading.
        YES_EACH
    }

    /// What it knows, from which source, within which bounds. The same object each time.
    About about();

    /// Looks at one datagram, or at one direction's stream from its first byte as far as it is
    /// known without a gap.
    ///
    /// @param learnt where names and attributes go; written only with a YES, but for {@link
    ///   Learnt#remember}, which is for a PERHAPS as well
    Answer look(Payload payload, Learnt learnt);

    /// Says which bytes of a payload may be kept in captures, after a look that said YES in some
    /// way: those that tell what it is, and nothing that people would call their secret. Nothing,
    /// unless the dissector knows better.
    default void keeps(Payload payload, KeptRanges kept) {}
}
