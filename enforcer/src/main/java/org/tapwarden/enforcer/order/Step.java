package org.tapwarden.enforcer.order;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What is done, gentlest first, each on its rung of the ladder. Enforcement is on the wire only:
/// there is no radio step.
public enum Step {
    OBSERVE(Level.OBSERVE),
    RECORD(Level.RECORD),
    NOTIFY(Level.NOTIFY),
    REDIRECT(Level.WARN),
    RESET(Level.RESTRICT),
    DISCONNECT(Level.QUARANTINE),
    QUARANTINE(Level.QUARANTINE),
    SHUT_PORT(Level.QUARANTINE),
    SUSPEND(Level.SUSPEND),
    REVOKE(Level.REVOKE);

    private final Level level;

    Step(Level level) {
        this.level = level;
    }

    /// For people: `shut-port`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The step of this word or, as in a policy file, of the rung `warn` or `restrict`; empty when
    /// there is none.
    public static Optional<Step> named(String text) {
        String word = text.toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (word) {
            case "warn" -> Optional.of(REDIRECT);
            case "restrict" -> Optional.of(RESET);
            default -> Arrays.stream(values()).filter(s -> s.word().equals(word)).findFirst();
        };
    }

    public Level level() {
        return level;
    }

    /// Above a notice, something happens to somebody.
    public boolean touchesTheDevice() {
        return level.touchesTheDevice();
    }

    /// Whether means of another step carry this one out: below a quarantine only its own, from
    /// there on those that take a device off the network and are no gentler than what was asked.
    public boolean isCarriedOutBy(Step means) {
        if (level.compareTo(Level.QUARANTINE) < 0) {
            return means == this;
        }
        return means.level == Level.QUARANTINE
                && (level != Level.QUARANTINE || means.compareTo(this) >= 0);
    }
}
