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
    record Counts(long tried, long answered, long elsewhere) {}

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
