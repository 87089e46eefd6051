package org.tapwarden.enforcer.order;

import java.util.Optional;

/// The tap's answer to the question whether a step works. The sensor counts the frames of what is
/// watched from the moment of {@link #watch}.
public interface Witness {

    /// What the tap saw since the watch began.
    ///
    /// @param tried attempts of the device
    /// @param answered attempts that somebody answered
    /// @param elsewhere frames of the same device under an address that is not watched
    /// @param acknowledged of those answered, acknowledgements of bytes that the device sent
    record Counts(long tried, long answered, long elsewhere, long acknowledged) {

        /// Where every answer counts.
        public Counts(long tried, long answered, long elsewhere) {
            this(tried, answered, elsewhere, answered);
        }

        /// As they count for a step. Who resets connections from the tap lets a server answer the
        /// first segment, and reaches neither ARP nor DNS: only bytes that arrived speak against
        /// it.
        public Counts against(Step step) {
            return step.level() == Level.RESTRICT
                    ? new Counts(tried, acknowledged, elsewhere, acknowledged)
                    : this;
        }
    }

    /// Starts counting from zero; a second call for one id starts again.
    void watch(String id, Subject subject);

    /// Empty when the sensor does not answer or no longer knows the id.
    Optional<Counts> counts(String id);

    void forget(String id);

    /// For where there is no sensor: everything stays unconfirmed.
    static Witness silent() {
        return new Witness() {
            @Override
            public void watch(String id, Subject subject) {}

            @Override
            public Optional<Counts> counts(String id) {
                return Optional.empty();
            }

            @Override
            public void forget(String id) {}
        };
    }
}
