package org.tapwarden.history.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds what was measured against what was promised, a line each, and ends with 1 when a promise
/// is not kept: `Judging N FOLDER [ARRIVAL [PART...]]`. What was not measured is not kept.
final class Judging {

    private static final String NOT_MEASURED = "not measured";
    private static final List<String> PARTS = List.of("index", "slowing", "days", "searchable");

    private final BenchRun run;
    private final Map<String, Double> figures;
    private boolean kept = true;

    private Judging(BenchRun run) throws IOException {
        this.run = run;
        this.figures = run.figures();
    }

    public static void main(String[] arguments) throws IOException {
        var judging = new Judging(BenchRun.of(arguments));
        List<String> asked =
                List.of(arguments).subList(Math.min(3, arguments.length), arguments.length);
        List<String> parts = asked.isEmpty() ? PARTS : asked;
        for (String part : parts) {
            switch (part) {
                case "index" -> {
                    judging.ingest();
                    judging.questions();
                }
                case "slowing" -> judging.slowing();
                case "days" -> judging.hundredDays();
                case "searchable" -> judging.searchable();
                default -> throw new IllegalArgumentException("no part is called " + part);
            }
        }
        if (!judging.kept) {
            System.exit(1);
        }
    }

    private void ingest() {
        double count = run.count();
        Double bytes = figures.get("ingest.bytes");
        Double nfdump = figures.get("nfdump.bytes");
        atMost("bytes a flow in the index", bytes == null ? null : bytes / count, 36, "");
        if (bytes != null && nfdump != null) {
            note(
                    String.format(
                            Locale.ROOT,
                            "nfdump's %.1f bytes a flow are %.2f of it",
                            nfdump / count,
                            nfdump / bytes));
        }
        Double spooled = figures.get("ingest.spooled");
        if (spooled != null) {
            note(
                    String.format(
                            Locale.ROOT,
                            "the spool's records are %.1f bytes a flow",
                            spooled / count));
        }
        Double cpu = figures.get("ingest.cpu");
        Double making = figures.get("generate.cpu");
        Double seconds = figures.get("ingest.seconds");
        if (cpu != null && seconds != null) {
            note(
                    String.format(
                            Locale.ROOT,
                            "%,.0f flows a CPU-second with making them, %,.0f a second of the clock",
                            count / cpu,
                            count / seconds));
        }
        atLeast(
                "flows a CPU-second, less what making them alone takes",
                cpu == null || making == null ? null : count / (cpu - making),
                200_000,
                "");
    }

    private void questions() {
        ratio("host over a day, 100 rows", "host-day", 80);
        ratio("top ten of an hour by bytes", "top-hour", 11);
        Double hour = ratio("host-hour");
        Double counted = ratio("host-count");
        if (hour != null && counted != null) {
            note(
                    String.format(
                            Locale.ROOT,
                            "host in an hour %.0f times nfdump, its count over a day %.0f",
                            hour,
                            counted));
        }
        name("exact name", "name-popular", 1);
        name("prefix of a name", "name-prefix", 15);
        name("part of a name", "name-infix", 50);
        Double heap = figures.get("heap");
        atMost("heap after collecting", heap == null ? null : heap / (1 << 20), 64, " MiB");
        for (String name : new String[] {"host-day", "host-hour", "host-count", "top-hour"}) {
            Double agrees = figures.get(name + ".agrees");
            line(
                    agrees != null && agrees == 1,
                    name + " is answered as nfdump does",
                    agrees == null ? NOT_MEASURED : agrees == 1 ? "yes" : "no");
        }
    }

    private void searchable() {
        Double rate = figures.get("searchable.rate");
        Double probes = figures.get("searchable.probes");
        Double median = figures.get("searchable.median");
        Double max = figures.get("searchable.max");
        if (rate != null && probes != null && median != null && max != null) {
            note(
                    String.format(
                            Locale.ROOT,
                            "%,.0f flows a second; %.0f of them searched for every 20 ms; found"
                                    + " after %.0f ms in the median, %.0f at most",
                            rate,
                            probes,
                            median,
                            max));
        }
        atLeast("flows a second while that is measured", rate, 0.99 * Searchable.RATE, "");
        atMost(
                "p99 from a flow's end until it is found",
                figures.get("searchable.p99"),
                1_000,
                " ms");
    }

    private void slowing() {
        Double alone = figures.get("slowing.alone");
        Double asked = figures.get("slowing.asked");
        if (alone != null && asked != null) {
            note(
                    String.format(
                            Locale.ROOT,
                            "%,.0f flows a second alone, %,.0f beside the worst question",
                            alone,
                            asked));
        }
        atMost(
                "taking in is slowed by the worst allowed question by",
                figures.get("slowing.percent"),
                5,
                " %");
    }

    private void hundredDays() {
        Double indexes = figures.get("days.indexes");
        Double matched = figures.get("days.matched");
        Double files = figures.get("days.files");
        Double mappings = figures.get("days.mappings");
        if (indexes != null && matched != null && files != null && mappings != null) {
            note(
                    String.format(
                            Locale.ROOT,
                            "a hundred days are %.0f indexes; %.0f flows of the host match; %.0f"
                                    + " files are open, %.0f mapped",
                            indexes,
                            matched,
                            files,
                            mappings));
        }
        Double host = figures.get("days.host");
        Double audit = figures.get("days.audit");
        if (host != null && audit != null) {
            note(
                    String.format(
                            Locale.ROOT,
                            "host over a hundred days: %.2f ms, of it %.2f for the audit",
                            host,
                            audit));
        }
        atMost(
                "host over a hundred days, less the audit",
                host == null || audit == null ? null : Math.max(0, host - audit),
                100,
                " ms");
        Double heap = figures.get("days.heap");
        atMost(
                "heap after collecting, a hundred days open",
                heap == null ? null : heap / (1 << 20),
                64,
                " MiB");
    }

    /// A disk that forces slowly must not hide what the index takes.
    private void name(String what, String name, double most) {
        Double ours = figures.get(name + ".ours");
        Double audit = figures.get(name + ".audit");
        if (ours == null || audit == null) {
            atMost(what, null, most, " ms");
            return;
        }
        note(
                String.format(
                        Locale.ROOT,
                        "%s: %.2f ms, of it %.2f for the audit's two forced rows",
                        what,
                        ours,
                        audit));
        atMost(what + ", less the audit", Math.max(0, ours - audit), most, " ms");
    }

    private @Nullable Double ratio(String name) {
        Double ours = figures.get(name + ".ours");
        Double theirs = figures.get(name + ".nfdump");
        return ours == null || theirs == null ? null : theirs / ours;
    }

    private void ratio(String what, String name, double least) {
        Double ratio = ratio(name);
        if (ratio != null) {
            note(
                    String.format(
                            Locale.ROOT,
                            "%s: nfdump %.1f ms, ours %.2f ms, of it %.2f for the audit",
                            what,
                            figures.get(name + ".nfdump"),
                            figures.get(name + ".ours"),
                            figures.get(name + ".audit")));
        }
        atLeast(what + ", times nfdump", ratio, least, "x");
    }

    private void atMost(String what, @Nullable Double value, double most, String unit) {
        line(value != null && value <= most, what, against(value, "<=", most, unit));
    }

    private void atLeast(String what, @Nullable Double value, double least, String unit) {
        line(value != null && value >= least, what, against(value, ">=", least, unit));
    }

    private static String against(
            @Nullable Double value, String sign, double promised, String unit) {
        String found =
                value == null
                        ? NOT_MEASURED
                        : String.format(
                                Locale.ROOT, value < 1_000 ? "%.2f%s" : "%,.0f%s", value, unit);
        return String.format(Locale.ROOT, "%s (wanted %s %,.0f%s)", found, sign, promised, unit);
    }

    private void line(boolean good, String what, String found) {
        kept &= good;
        System.out.printf(Locale.ROOT, "%s %s: %s%n", good ? "met    " : "NOT MET", what, found);
    }

    private static void note(String text) {
        System.out.println("        " + text);
    }
}
