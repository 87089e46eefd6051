package org.tapwarden.classifier.inspect;

/// Who reads what a {@link FlowInspector} writes. What nobody reads is not written.
public enum Listeners {
    /// Those who label flows, as in a plain replay: they hear of flows once a slice is over, and of
    /// what name servers answer.
    LABELS,

    /// Those who decide, too: they hear of a flow as soon as its protocol is known, and of every
    /// sighting.
    LABELS_AND_DECISIONS
}
