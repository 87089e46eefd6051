package org.tapwarden.appliance.lists;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.list.ListFacts;
import org.tapwarden.classifier.list.lint.ListImport.Taken;
import org.tapwarden.classifier.list.reader.ListFormat;
import org.tapwarden.classifier.list.reader.Reading;

/// Tells a person what was found about lists.
final class LintReport {

    private static final int MOST_CANARIES = 10;
    private static final int MOST_OVERLAPS = 10;
    private static final long OLD_DAYS = 30;

    private static final Set<String> HINTS =
            Set.of(ListFormat.CIDR.word(), ListFormat.RANGES.word(), ListFormat.JA4.word());

    private LintReport() {}

    static String head(ListFacts list) {
        Category category = list.category();
        return String.format(
                Locale.ROOT,
                "%s: %s%s%s, %,d entries, %s",
                list.id(),
                list.office() ? "office " : "",
                list.type().name().toLowerCase(Locale.ROOT),
                category == null ? "" : " " + category.word(),
                list.entries(),
                list.format());
    }

    static String age(ListFacts list, Instant now) {
        Duration age = Duration.between(Instant.ofEpochMilli(list.sourceMillis()), now);
        long days = Math.max(0, age.toDays());
        String text = days == 0 ? "of today" : days == 1 ? "1 day old" : days + " days old";
        return text + (days > OLD_DAYS ? ", OLD" : "");
    }

    static String licence(ListFacts list) {
        return list.licence().isEmpty() ? "not said (--licence)" : Terminal.shown(list.licence());
    }

    /// What an entry can do, where that is not to label.
    private static void weight(String format, PrintWriter out) {
        if (HINTS.contains(format)) {
            out.println(
                    "  a hint      an entry alone labels nothing, two that agree do (docs/lists.md)");
        } else if (format.equals(ListFormat.CERTIFICATES.word())) {
            out.println(
                    "  compared    with certificates that TLS shows: up to 1.2, nothing of 1.3 or QUIC");
        }
    }

    static void print(Taken taken, Instant now, PrintWriter out) {
        ListFacts list = taken.look().list();
        Reading reading = taken.reading();
        out.println(head(list));
        out.printf(Locale.ROOT, "  licence     %s%n", licence(list));
        out.printf(
                Locale.ROOT,
                "  source      %s, %s%n",
                Terminal.shown(list.source()),
                age(list, now));
        weight(list.format(), out);
        out.printf(
                Locale.ROOT,
                "  read        %,d lines, %,d entries, %,d duplicates%n",
                reading.lines(),
                reading.found(),
                taken.look().duplicates());
        reading.ignored()
                .forEach((kind, n) -> out.printf(Locale.ROOT, "  left out    %,d %s%n", n, kind));
        bad(reading, out);
        if (taken.look().belowParents() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  redundant   %,d entries lie below another of the same list%n",
                    taken.look().belowParents());
        }
        overlaps(taken.look().overlaps(), list.entries(), out);
        if (taken.refusedSuffixes() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  REFUSED     %,d public suffixes, under which strangers live: %s%s%n",
                    taken.refusedSuffixes(),
                    String.join(", ", taken.shownSuffixes()),
                    taken.refusedSuffixes() > taken.shownSuffixes().size() ? ", ..." : "");
        }
        if (!taken.canaries().isEmpty()) {
            List<String> canaries = taken.canaries();
            out.printf(
                    Locale.ROOT,
                    "  CANARIES    hits %,d names that schools need: %s%s%n",
                    canaries.size(),
                    String.join(
                            ", ", canaries.subList(0, Math.min(MOST_CANARIES, canaries.size()))),
                    canaries.size() > MOST_CANARIES ? ", ..." : "");
        }
    }

    private static void bad(Reading reading, PrintWriter out) {
        if (reading.badLines() == 0) {
            return;
        }
        out.printf(Locale.ROOT, "  bad lines   %,d%n", reading.badLines());
        for (Reading.Bad one : reading.shown()) {
            String where = one.where().isEmpty() ? "" : Terminal.shown(one.where()) + " ";
            out.printf(
                    Locale.ROOT,
                    "    %sline %d: %s: %s%n",
                    where,
                    one.lineNumber(),
                    Terminal.shown(one.why()),
                    Terminal.shown(one.line()));
        }
        if (reading.badLines() > reading.shown().size()) {
            out.println("    ...");
        }
    }

    private static void overlaps(Map<String, Integer> overlaps, int entries, PrintWriter out) {
        overlaps.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_OVERLAPS)
                .forEach(other ->
                        out.printf(
                                Locale.ROOT,
                                "  overlap     %,d names (%.0f %%) are also on %s%n",
                                other.getValue(),
                                100.0 * other.getValue() / Math.max(1, entries),
                                other.getKey()));
    }
}
