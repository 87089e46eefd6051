package org.tapwarden.enforcer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.lease.Undone;
import org.tapwarden.enforcer.lease.Undones;
import org.tapwarden.enforcer.order.Level;
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

    String why(Connection c, Subject subject) throws SQLException {
        Optional<Lease> open = Leases.openFor(c, subject.key());
        if (open.isPresent()) {
            return held(open.orElseThrow());
        }
        Optional<String> guarded = protections.why(c, subject);
        List<Undone> undone =
                subject.endpoint() == 0 ? List.of() : Undones.of(c, subject.endpoint());
        String never =
                guarded.map(why -> "Not quarantined, and it will not be: " + why + ".").orElse("");
        if (!undone.isEmpty()) {
            String last = would(undone.getFirst());
            return never.isEmpty() ? "Not quarantined. " + last : never + " " + last;
        }
        return never.isEmpty()
                ? "Not quarantined: no rule asked for a step against it, and nobody did."
                : never;
    }

    private String held(Lease lease) {
        String who =
                lease.order()
                        .askedBy()
                        .map(account -> "asked by " + account)
                        .orElse(
                                "rule "
                                        + lease.order().ruleId()
                                        + ", case "
                                        + lease.order().caseId());
        return held(lease.step().level())
                + lease.order().toWords()
                + " until "
                + shown(lease.untilWall())
                + lease.renewing(this::shown).map(words -> ", " + words).orElse("")
                + " ("
                + lease.step().level().words()
                + (lease.driver().isEmpty() ? "" : " by " + lease.driver())
                + "), "
                + who
                + ", clause "
                + lease.order().clauseId()
                + ". "
                + word(lease.outcome().kind())
                + ": "
                + lease.outcome().detail()
                + ".";
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
