package org.tapwarden.enforcer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.protect.OperatorFile;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// The protected set as of now: the operator's file, what this host shows, and what the sensor
/// added and can never take back. Owned by the enforcer's thread.
final class Protections {

    private static final Logger LOG = LoggerFactory.getLogger(Protections.class);

    private static final Duration HOST_VIEW_IS_FRESH = Duration.ofSeconds(5);
    private static final Duration SENSOR_IS_FRESH = Duration.ofSeconds(1);

    private final Parts parts;
    private final Supplier<Optional<ProtectedSet>> host;
    private final ProtectedSet operators;

    private Optional<ProtectedSet> hostView = Optional.empty();
    private Optional<Moment> hostViewAt = Optional.empty();
    private Map<String, String> sensorSaid = Map.of();
    private Optional<Moment> sensorAskedAt = Optional.empty();

    /// @param host what this machine shows, empty when it cannot be read
    /// @throws IllegalArgumentException when the operator's file is wrong
    Protections(Parts parts, Supplier<Optional<ProtectedSet>> host) {
        this.parts = parts;
        this.host = host;
        this.operators =
                parts.settings()
                        .protectedFile()
                        .map(OperatorFile::read)
                        .orElse(ProtectedSet.NOBODY);
    }

    void refreshHost(Moment now) {
        if (isOver(hostViewAt, HOST_VIEW_IS_FRESH, now)) {
            hostView = host.get();
            hostViewAt = Optional.of(now);
        }
    }

    /// False while this host could not say what it depends on.
    boolean known() {
        return hostView.isPresent();
    }

    /// Asks the sensor when it was not asked lately.
    ///
    /// @param anyway also when it was
    void hearSensor(boolean anyway, Moment now) {
        if (anyway || isOver(sensorAskedAt, SENSOR_IS_FRESH, now)) {
            add(parts.orders().protections());
            sensorAskedAt = Optional.of(now);
        }
    }

    private void add(Map<String, String> said) {
        if (said.equals(sensorSaid)) {
            return;
        }
        // Checked entry by entry: one that is wrong must not keep the others out.
        var right = new TreeMap<String, String>();
        said.forEach((entry, why) -> {
            try {
                ProtectedSet.of(Map.of(entry, why));
                right.put(entry, why);
            } catch (IllegalArgumentException e) {
                LOG.warn("the sensor protects something that is no address");
            }
        });
        Moment now = parts.clocks().now();
        parts.store()
                .committed(c -> {
                    int added = Leases.protect(c, right, now.wall());
                    if (added > 0) {
                        Telling.audit(
                                c,
                                now,
                                Telling.SELF,
                                "protected",
                                Map.of("added", Integer.toString(added)));
                    }
                    return added;
                });
        sensorSaid = Map.copyOf(said);
    }

    /// Why nobody may touch it, empty when it is not protected.
    Optional<String> why(Connection c, Subject subject) throws SQLException {
        return all(c).why(subject);
    }

    /// Everybody who is protected now; without what this host depends on where it did not say.
    ProtectedSet all(Connection c) throws SQLException {
        ProtectedSet all = operators.and(ProtectedSet.of(Leases.protections(c)));
        return hostView.map(all::and).orElse(all);
    }

    /// Whether what was asked then must be asked again.
    private static boolean isOver(Optional<Moment> asked, Duration fresh, Moment now) {
        return asked.map(at -> now.nanos() - at.nanos() >= fresh.toNanos()).orElse(true);
    }
}
