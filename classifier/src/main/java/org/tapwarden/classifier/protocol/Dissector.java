package org.tapwarden.classifier.protocol;

import org.tapwarden.capture.keep.KeptRanges;

/// Knows one protocol by its bytes. One small class each, registered in `Dissectors` and nowhere
/// else.
///
/// Obligations: no state between calls, no clock, no exception whatever the bytes, nothing read
/// outside the {@link Payload}, a bound on the bytes looked at. A port may narrow the search, it
/// never makes a label.
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
        /// This protocol, and every datagram is worth reading.
        YES_EACH
    }

    /// The protocol that a YES means.
    Protocol protocol();

    /// Whether flows of this transport are shown to the dissector at all.
    boolean speaks(Transport transport);

    /// Looks at one datagram, or at one direction's stream from its first byte as far as it is
    /// known without a gap.
    ///
    /// @param learnt where names and attributes go; written only with a YES
    Answer look(Payload payload, Learnt learnt);

    /// Says which bytes of a payload may be kept in captures, after a look that said YES in some
    /// way: those that tell what it is, and nothing that people would call their secret. Nothing,
    /// unless the dissector knows better.
    default void keeps(Payload payload, KeptRanges kept) {}
}
