package org.tapwarden.history;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;
import org.tapwarden.history.index.Rest;
import org.tapwarden.history.index.RollUp;
import org.tapwarden.history.index.TopNames;
import org.tapwarden.history.stage.Counting;

/// Which sealed indexes answer a question by their sums of hours, and what these lack. For one
/// search.
final class BySums {

    private final ZoneId zone;
    private final long firstMillis;
    private final long lastMillis;
    private final Sums.@Nullable Kind kind;
    private final boolean inPart;
    private Rest rest = Rest.NOTHING;

    /// @param lastMillis included
    BySums(Question question, ZoneId zone, long firstMillis, long lastMillis) {
        this.zone = zone;
        this.firstMillis = firstMillis;
        this.lastMillis = lastMillis;
        this.kind = midnightsAreFullHours() ? kind(question) : null;
        this.inPart = TopNames.answersInPart(question, firstMillis, lastMillis);
    }

    private static Sums.@Nullable Kind kind(Question question) {
        if (RollUp.answers(question)) {
            return Sums.Kind.SENDERS;
        }
        return TopNames.answers(question) ? Sums.Kind.NAMES : null;
    }

    /// Where they are not, an interval of a timeline begins within an hour of UTC.
    private boolean midnightsAreFullHours() {
        var rules = zone.getRules();
        return isFullHour(rules.getOffset(Instant.ofEpochMilli(firstMillis)))
                && isFullHour(rules.getOffset(Instant.ofEpochMilli(lastMillis)));
    }

    private static boolean isFullHour(ZoneOffset offset) {
        return offset.getTotalSeconds() % 3_600 == 0;
    }

    private boolean cutsNoHour(Partition partition) {
        Manifest sealed = partition.manifest();
        if (sealed == null) {
            return false;
        }
        boolean wholly = firstMillis <= sealed.firstMillis() && sealed.lastMillis() <= lastMillis;
        return wholly || RollUp.isWhole(firstMillis, lastMillis);
    }

    /// A reader of the sums of an index; null where its slices must be asked.
    @Nullable DirectoryReader lend(Partition partition) throws IOException {
        if (kind == null || !cutsNoHour(partition)) {
            return null;
        }
        DirectoryReader sums = partition.acquire(kind);
        if (sums == null || kind != Sums.Kind.NAMES) {
            return sums;
        }
        boolean lent = false;
        try {
            Rest here = TopNames.rest(sums, RollUp.hour(firstMillis), RollUp.endOfHour(lastMillis));
            lent = here.isNothing() || inPart;
            if (lent) {
                rest = rest.and(here);
            }
        } finally {
            if (!lent) {
                sums.decRef();
            }
        }
        return lent ? sums : null;
    }

    /// What the sums of names lack that were lent.
    Rest rest() {
        return rest;
    }

    /// What the answer lacks, for people.
    String sentence(Stage.Top top, Counting counted) {
        long most = rest.most(top.metric());
        boolean certain = counted.lead() > most;
        return String.format(
                Locale.ROOT,
                "of each hour only the %,d names with the most flows, bytes or packets are summed;"
                        + " in %,d hours others were left out, %,d slices in all, so a sum may be"
                        + " up to %,d too small; %s; over a day or less each slice is counted",
                TopNames.MOST,
                rest.parts(),
                rest.slices(),
                most,
                certain
                        ? "which names are the largest is certain"
                        : "a name that is not shown may belong here");
    }
}
