package org.tapwarden.enforcer.radius;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.identity.Identification;

/// Which of the servers that we may ask let a MAC in.
record NasFinder(List<Nas> all, Sessions sessions) {

    NasFinder {
        all = List.copyOf(all);
    }

    /// @param open sessions by which it is in, the one heard of last first
    /// @param restarted where it was in until the server began anew, when that is the newest that
    ///   is known: it is about to come back
    /// @param blind servers that send no accounting, and so may have let it in
    record Found(List<Target> open, Optional<Target> restarted, List<Target> blind) {

        /// Whether one of the servers is in its path, as far as anybody can say.
        boolean isInPath() {
            return !open.isEmpty() || restarted.isPresent() || !blind.isEmpty();
        }

        /// The ones to ask: whoever has a session, else whoever may have one.
        List<Target> asked() {
            return open.isEmpty() && restarted.isEmpty() ? blind : open;
        }

        /// The server that counts for it.
        Nas nas() {
            return open.isEmpty()
                    ? restarted.map(Target::nas).orElseGet(() -> blind.getFirst().nas())
                    : open.getFirst().nas();
        }
    }

    /// A server that began anew longer ago says nothing of where a device is now.
    static final Duration RESTART_COUNTS = Duration.ofHours(1);

    Found find(Mac mac, Instant now) {
        var open = new ArrayList<Target>();
        Optional<Target> newest = Optional.empty();
        for (Session session : sessions.of(mac)) {
            Optional<Target> target =
                    nas(session).map(nas -> new Target(nas, mac, Optional.of(session)));
            newest = newest.or(() -> target);
            if (session.state() == Session.State.OPEN) {
                target.ifPresent(open::add);
            }
        }
        return new Found(
                open,
                newest.filter(target -> isJustLost(target, now)),
                all.stream()
                        .filter(nas -> !nas.tellsSessions())
                        .map(nas -> new Target(nas, mac, Optional.empty()))
                        .toList());
    }

    /// The account of the machine by which it is in, when nobody but these is in by the same: an
    /// account that several use would deny them all. Empty for a person's, who has other devices.
    String machine(Found found, Set<Mac> own) {
        return found.open().stream()
                .findFirst()
                .flatMap(Target::session)
                .map(Session::user)
                .filter(Identification::isMachine)
                .filter(user -> isTheirsAlone(sessions.under(user), own))
                .map(Denial::spelled)
                .orElse("");
    }

    private static boolean isTheirsAlone(Set<Mac> users, Set<Mac> own) {
        return !users.isEmpty() && own.containsAll(users);
    }

    private static boolean isJustLost(Target target, Instant now) {
        return target.session()
                .filter(session -> session.state() == Session.State.LOST_BY_RESTART)
                .filter(session -> session.last().isAfter(now.minus(RESTART_COUNTS)))
                .isPresent();
    }

    private Optional<Nas> nas(Session session) {
        return all.stream().filter(nas -> nas.tellsSessions() && nas.has(session)).findFirst();
    }
}
