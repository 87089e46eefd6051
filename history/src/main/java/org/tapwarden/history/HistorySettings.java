package org.tapwarden.history;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import org.tapwarden.classifier.language.Directory;

/// How a history behaves.
///
/// @param retention how long flows are kept
/// @param parser reads queries
/// @param zone in which the intervals of timelines begin: the site's
/// @param directory knows whose an endpoint was
/// @param wall the wall clock, for retention and audit
/// @param budget longest one search may take
/// @param commitEvery how long the spool must keep what was taken from it
/// @param sealAfter how long nobody must have written to an index of a day that is over before it
///   is sealed
public record HistorySettings(
        Retention retention,
        Parser parser,
        ZoneId zone,
        Directory directory,
        InstantSource wall,
        Duration budget,
        Duration commitEvery,
        Duration sealAfter) {

    public static final Duration BUDGET = Duration.ofSeconds(10);
    public static final Duration COMMIT_EVERY = Duration.ofSeconds(3);
    public static final Duration SEAL_AFTER = Duration.ofMinutes(10);

    public HistorySettings {
        if (budget.isNegative() || budget.isZero() || budget.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "a search may take up to an hour, not " + budget.toSeconds() + " s");
        }
        if (commitEvery.isNegative() || commitEvery.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "commits must be 0 to 10 minutes apart, not " + commitEvery);
        }
    }

    /// The defaults of the design.
    ///
    /// @param zone the site's
    public static HistorySettings of(ZoneId zone, Directory directory) {
        return of(Parser.flowLanguage(zone), zone, directory);
    }

    /// The defaults, with another way to ask.
    public static HistorySettings of(Parser parser, ZoneId zone, Directory directory) {
        return new HistorySettings(
                Retention.DEFAULT,
                parser,
                zone,
                directory,
                InstantSource.system(),
                BUDGET,
                COMMIT_EVERY,
                SEAL_AFTER);
    }

    public HistorySettings with(Retention other) {
        return new HistorySettings(
                other, parser, zone, directory, wall, budget, commitEvery, sealAfter);
    }

    public HistorySettings with(InstantSource other) {
        return new HistorySettings(
                retention, parser, zone, directory, other, budget, commitEvery, sealAfter);
    }

    public HistorySettings withBudget(Duration other) {
        return new HistorySettings(
                retention, parser, zone, directory, wall, other, commitEvery, sealAfter);
    }

    /// For tests and measurements of sealing, which cannot wait.
    public HistorySettings sealingAfter(Duration other) {
        return new HistorySettings(
                retention, parser, zone, directory, wall, budget, commitEvery, other);
    }
}
