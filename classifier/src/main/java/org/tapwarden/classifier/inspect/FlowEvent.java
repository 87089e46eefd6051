package org.tapwarden.classifier.inspect;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.protocol.CertificateHashes;
import org.tapwarden.classifier.protocol.Protocol;

/// What a capture thread says of a flow: the raw slice, before names of other flows, services,
/// segments and endpoints are put to it.
///
/// @param phase why it is said now
/// @param content what its own bytes say it is
public record FlowEvent(
        Phase phase,
        FlowRecord.Identity identity,
        FlowRecord.Conversation conversation,
        FlowRecord.Traffic slice,
        FlowRecord.Traffic whole,
        Content content,
        FlowRecord.Names names,
        FlowRecord.Place place) {

    /// What a flow's own bytes say it is.
    ///
    /// @param application the service that they betray, or null
    /// @param applicationCategory its category
    /// @param grounds our word for the bytes that convinced, or null
    /// @param spoke whether any payload was looked at
    /// @param open what could not say yet whether the bytes were its own when another was sure, or
    ///   {@link Protocol#UNKNOWN}
    /// @param certificate by which lists know the certificate that the server showed; null where it
    ///   showed none or no list asks
    public record Content(
            Protocol protocol,
            @Nullable String application,
            Category applicationCategory,
            @Nullable String grounds,
            boolean spoke,
            Protocol open,
            @Nullable CertificateHashes certificate) {

        /// Bytes that left nothing else open.
        public Content(
                Protocol protocol,
                @Nullable String application,
                Category applicationCategory,
                @Nullable String grounds) {
            this(
                    protocol,
                    application,
                    applicationCategory,
                    grounds,
                    protocol != Protocol.UNKNOWN,
                    Protocol.UNKNOWN,
                    null);
        }
    }

    /// Why a flow is spoken of.
    public enum Phase {
        /// Its protocol has just become known. Nothing is stored of this; policy looks at it.
        LEARNT,
        /// Five minutes are over.
        SLICED,
        /// It is over.
        ENDED
    }
}
