package org.tapwarden.enforcer;

import static org.tapwarden.enforcer.Telling.audit;
import static org.tapwarden.enforcer.Telling.particulars;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.enforcer.desk.Done;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Lease.State;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.lease.Undones;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// What became of a lease, in one transaction: its row, the audit and the help desk's mail. Owned
/// by the enforcer's thread.
final class Committing {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private final Parts parts;
    private final Telling telling;
    private final Standings standings;

    Committing(Parts parts, Telling telling, Standings standings) {
        this.parts = parts;
        this.telling = telling;
        this.standings = standings;
    }

    /// @param act for the audit
    /// @param tried drivers that are not asked again
    void changed(
            Lease lease,
            State state,
            String driver,
            Outcome outcome,
            Done.Stage stage,
            String act,
            String actor,
            Moment now,
            Set<String> tried) {
        // Asked outside of the transaction, since it asks the store.
        Optional<Outcome> ends =
                stage == Done.Stage.EXPIRED ? standings.whyItEnds(lease, now) : Optional.empty();
        String note = note(lease, stage, ends);
        parts.store()
                .committed(c -> {
                    Leases.become(c, lease.id(), state, driver, outcome);
                    Leases.tried(c, lease.id(), tried);
                    Map<String, String> particulars = particulars(lease.order(), outcome);
                    particulars.put("lease", lease.id());
                    particulars.put("driver", driver);
                    if (!note.isEmpty()) {
                        particulars.put("note", note);
                    }
                    audit(c, now, actor, act, particulars);
                    if (isLongestOver(ends)) {
                        // Where people look for what was not done.
                        Undones.keep(c, lease.order(), ends.orElseThrow(), now);
                    }
                    var done =
                            new Done(
                                    stage,
                                    outcome,
                                    Optional.of(lease.id()),
                                    Optional.of(now.wall().plus(lease.left(now))),
                                    note);
                    return telling.report(c, lease.order(), done, now);
                });
        parts.outcomes().count(driver, outcome);
        parts.mailQueued().run();
    }

    private static boolean isLongestOver(Optional<Outcome> ends) {
        return ends.map(why -> why.reason() == Reason.LONGEST_IS_OVER).orElse(false);
    }

    private String note(Lease lease, Done.Stage stage, Optional<Outcome> ends) {
        return switch (stage) {
            case HELD, PERSON_NEEDED ->
                    lease.renewing(this::shown).map(words -> "It is " + words + ".").orElse("");
            case WITHDRAWN -> "Because of this: " + lease.outcome().detail() + ".";
            case EXPIRED -> ends.map(why -> "It was not renewed: " + why.detail() + ".").orElse("");
            default -> "";
        };
    }

    private String shown(Instant time) {
        ZoneId zone = parts.settings().rails().zone();
        return TIME.format(time.atZone(zone));
    }
}
