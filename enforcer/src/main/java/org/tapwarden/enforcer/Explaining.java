package org.tapwarden.enforcer;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.lease.Requests;
import org.tapwarden.enforcer.lease.Undone;
import org.tapwarden.enforcer.lease.Undones;
import org.tapwarden.enforcer.order.Level;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Subject;

/// Says of a device whether it is held, and why or why not. Owned by the enforcer's thread.
final class Explaining {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private final Protections protections;
    private final ZoneId zone;

    Explaining(Protections protections, ZoneId zone) {
        this.zone = zone;
        this.protections = protections;
    }

    String why(Connection c, Subject subject, Moment now) throws SQLException {
        Optional<Lease> open = Leases.openFor(c, subject.key());
        if (open.isPresent()) {
            return held(open.orElseThrow());
        }
        Optional<String> never =
                protections
                        .why(c, subject)
                        .map(why -> "Not quarantined, and it will not be: " + why + ".");
        List<String> more =
                Stream.of(waits(c, subject, now), last(c, subject))
                        .flatMap(Optional::stream)
                        .toList();
        if (never.isEmpty() && more.isEmpty()) {
            return "Not quarantined: no rule asked for a step against it, and nobody did.";
        }
        return never.orElse("Not quarantined.")
                + more.stream().map(sentence -> " " + sentence).collect(joining());
    }

    private Optional<String> waits(Connection c, Subject subject, Moment now) throws SQLException {
        return Requests.open(c, now).stream()
                .filter(request -> request.order().subject().key().equals(subject.key()))
                .findFirst()
                .map(request ->
                        request.askedBy()
                                + " asked for "
                                + request.order().step().level().words()
                                + ", which waits for a second person until "
                                + shown(request.untilWall())
                                + ".");
    }

    /// What was asked for last: a step that was not taken, or one that is over.
    private Optional<String> last(Connection c, Subject subject) throws SQLException {
        Optional<Undone> undone =
                subject.endpoint() == 0
                        ? Optional.empty()
                        : Undones.of(c, subject.endpoint()).stream().findFirst();
        Optional<Lease> ended = Leases.lastEndedFor(c, subject.key());
        boolean endedLast =
                ended.filter(lease ->
                                undone.map(Undone::at)
                                        .filter(at -> at.isAfter(lease.begunWall()))
                                        .isEmpty())
                        .isPresent();
        return endedLast ? ended.map(this::over) : undone.map(this::would);
    }

    private String over(Lease lease) {
        return lease.step().level().words()
                + lease.order().toWords()
                + " was asked for at "
                + shown(lease.begunWall())
                + ", "
                + who(lease)
                + ", clause "
                + lease.order().clauseId()
                + (lease.outcome().kind() == Kind.REFUSED ? ", and refused: " : ", and is over: ")
                + lease.outcome().detail()
                + ".";
    }

    private String held(Lease lease) {
        return held(lease.step().level())
                + lease.order().toWords()
                + " until "
                + shown(lease.untilWall())
                + lease.renewing(this::shown).map(words -> ", " + words).orElse("")
                + " ("
                + lease.step().level().words()
                + (lease.driver().isEmpty() ? "" : " by " + lease.driver())
                + "), "
                + who(lease)
                + ", clause "
                + lease.order().clauseId()
                + ". "
                + word(lease.outcome().kind())
                + ": "
                + lease.outcome().detail()
                + ".";
    }

    private static String who(Lease lease) {
        return lease.order()
                .askedBy()
                .map(account -> "asked by " + account)
                .orElse("rule " + lease.order().ruleId() + ", case " + lease.order().caseId());
    }

    private static String held(Level level) {
        return switch (level) {
            case WARN -> "Warned";
            case RESTRICT -> "Restricted";
            default -> "Quarantined";
        };
    }

    private String shown(Instant time) {
        return TIME.format(time.atZone(zone));
    }

    private String would(Undone undone) {
        return "Rule "
                + undone.order().ruleId()
                + " would have: "
                + undone.order().step().level().words()
                + " at "
                + shown(undone.at())
                + ", but "
                + undone.why().detail()
                + ".";
    }

    private static String word(Enum<?> constant) {
        String word = constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
