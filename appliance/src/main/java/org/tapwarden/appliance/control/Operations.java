package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.WrongQuery;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Devices.State;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.approved.ApprovedList.Difference;
import org.tapwarden.detector.approved.OneApproval;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.history.FlowSearch;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.Rows;
import org.tapwarden.history.SearchAudit;
import org.tapwarden.history.stage.Table;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// The commands that need the appliance's stores. Run in the process that holds them: the running
/// appliance, or the command line itself when nothing runs.
@Command(
        name = "tapwarden",
        subcommands = {
            Operations.Search.class,
            HistoryCommand.class,
            Operations.DevicesCommand.class,
            CasesCommand.class,
            IdentitiesCommand.class,
            Operations.QuarantineCommand.class,
            Operations.AuditCommand.class
        })
final class Operations implements Runnable {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MOST_SHOWN = 100_000;
    static final String CONFIG =
            "The appliance's settings (default: /etc/tapwarden/tapwarden.yaml).";
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private final Tools tools;

    private Operations(Tools tools) {
        this.tools = tools;
    }

    /// The command line over these tools.
    static CommandLine over(Tools tools, PrintWriter out, PrintWriter err) {
        return Usage.everywhere(new CommandLine(new Operations(tools)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, line, _) -> {
                    line.getErr().println("tapwarden: " + oneLine(e));
                    line.getErr().flush();
                    return FAILED;
                });
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage();
        return (message == null ? e.getClass().getSimpleName() : message).replaceAll("\\R", " ");
    }

    Tools tools() {
        return tools;
    }

    @Override
    public void run() {
        throw new IllegalStateException("a command is missing");
    }

    /// What a terminal may show: nothing that moves the cursor, turns the line, or the letters of
    /// one.
    static String shown(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }

    /// `tapwarden search QUERY --purpose TEXT`
    @Command(
            name = "search",
            mixinStandardHelpOptions = true,
            description = {
                "Search the flow history. Who asked, what, which range and why is written down"
                        + " before the first row is shown."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tapwarden search 'ip:10.20.20.0/24 and sni:*.example.org' --purpose 'ticket 4711'",
                "  tapwarden search 'category:vpn' --from 2026-11-20 --purpose 'weekly look' --format csv",
                "  tapwarden search 'category:streaming | top 10 source.ip by bytes' --purpose 'slow lines'",
                "  tapwarden search 'basis:none | count by destination.port' --purpose 'what is unknown'",
                "  tapwarden search 'ip:10.1.2.3 | timeline 5m by category' --purpose 'ticket 4711'"
            })
    static final class Search implements Callable<Integer> {

        private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");
        private static final int USUAL_ROWS = 100;

        @ParentCommand private @Nullable Operations operations;
        @Spec private @Nullable CommandSpec spec;

        private boolean replayed;

        @Parameters(
                paramLabel = "QUERY",
                arity = "0..1",
                defaultValue = "",
                description = {
                    "In the flow language; nothing asks for everything. Behind a '|' stages make a"
                            + " table of what was found: top, count by, timeline, distinct, sort,"
                            + " fields, head."
                })
        private String query = "";

        @Option(
                names = "--purpose",
                paramLabel = "TEXT",
                required = true,
                description = "Why you look; it is kept with your name.")
        private String purpose = "";

        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "Flows that ended then or later (default: 24 hours before --to).")
        private @Nullable String from;

        @Option(
                names = "--to",
                paramLabel = "TIME",
                description = "Flows that ended before then (default: now).")
        private @Nullable String to;

        @Option(
                names = "--limit",
                paramLabel = "N",
                description =
                        "Rows at most, newest first (default: 100). Of a table, how many slices"
                                + " 'fields' shows; what stages count has all its rows.")
        private @Nullable Integer limit;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                defaultValue = "table",
                description = "table, csv or ndjson (default: ${DEFAULT-VALUE}).")
        private Rows format = Rows.TABLE;

        /// Both are looked at by whoever chooses the tools, before this runs.
        @Option(
                names = "--history",
                paramLabel = "DIR",
                description =
                        "Search the history that a replay wrote there; without a time, all of it.")
        void history(Path directory) {
            replayed = true;
        }

        @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
        void config(Path file) {}

        @Override
        public Integer call() throws IOException {
            Tools tools = toolsOf(operations);
            CommandLine line = line(spec);
            Instant now = replayed ? END_OF_TIME : tools.wall().instant();
            Instant end = to == null ? now : time(to, tools.zone(), line);
            // A replay's packets may be years old, so there the default is all of it.
            Instant before = replayed ? Instant.EPOCH : end.minus(Duration.ofHours(24));
            Instant begin = from == null ? before : time(from, tools.zone(), line);
            FlowSearch.Answer answer;
            try {
                answer =
                        tools.history()
                                .search(
                                        new Request(
                                                tools.who(),
                                                "command-line",
                                                purpose,
                                                query,
                                                begin,
                                                end,
                                                limit(tools.zone())));
            } catch (SearchRefused e) {
                throw new CommandLine.ParameterException(line, String.valueOf(e.getMessage()));
            }
            PrintWriter out = line.getOut();
            format.write(answer, tools.zone(), out);
            out.flush();
            PrintWriter err = line.getErr();
            err.printf(
                    "%s, %s to %s; audit row %d%n",
                    counts(answer),
                    TIME.format(begin.atZone(tools.zone())),
                    TIME.format(end.atZone(tools.zone())),
                    answer.auditNumber());
            Table table = answer.table();
            if (table != null && format != Rows.TABLE) {
                table.sentences().forEach(s -> err.println("not shown: " + shown(s)));
            }
            answer.gaps().forEach(g -> err.println("not complete: " + g));
            answer.notes().forEach(err::println);
            err.flush();
            return OK;
        }

        private static String counts(FlowSearch.Answer answer) {
            Table table = answer.table();
            return table == null
                    ? answer.rows().size() + " of " + answer.matched() + " slices shown"
                    : table.rows().size()
                            + " of "
                            + table.total()
                            + " rows shown, of "
                            + answer.matched()
                            + " slices";
        }

        /// Who names stages says by them how many rows are wanted.
        private int limit(ZoneId zone) {
            return limit != null ? limit : hasStages(zone) ? FlowSearch.MOST_ROWS : USUAL_ROWS;
        }

        private boolean hasStages(ZoneId zone) {
            try {
                return !FlowLanguage.question(query, new FlowLanguage.Options(zone))
                        .stages()
                        .isEmpty();
            } catch (WrongQuery e) {
                return false; // the search says so itself, and counts it
            }
        }
    }

    /// A time as people write it.
    static Instant time(String text, ZoneId zone, CommandLine line) {
        List<Function<String, Instant>> forms =
                List.of(
                        Instant::parse,
                        t -> ZonedDateTime.parse(t).toInstant(),
                        t -> LocalDateTime.parse(t).atZone(zone).toInstant(),
                        t -> LocalDate.parse(t).atStartOfDay(zone).toInstant());
        for (var form : forms) {
            try {
                return form.apply(text.strip().replace(' ', 'T'));
            } catch (DateTimeParseException e) {
                // the next form may fit
            }
        }
        throw new CommandLine.ParameterException(
                line,
                "'"
                        + text
                        + "' is no time; write 2026-11-20, 2026-11-20T08:30 or with an"
                        + " offset, 2026-11-20T08:30:00-08:00");
    }

    static Tools toolsOf(@Nullable Operations operations) {
        return Objects.requireNonNull(operations).tools;
    }

    private static CommandLine line(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec).commandLine();
    }

    /// `tapwarden devices ...`
    @Command(
            name = "devices",
            mixinStandardHelpOptions = true,
            description = "The devices that were seen, and the approved list.",
            subcommands = {DeviceShow.class, DeviceDiff.class, DevicePropose.class},
            footerHeading = "%nExamples:%n",
            footer = {
                "  tapwarden devices list",
                "  tapwarden devices import inventory.csv",
                "  tapwarden devices approve 00:11:22:33:44:55 --name 'Library printer'",
                "  tapwarden devices show 10.1.2.3 --at '2026-10-04 10:12'"
            })
    static final class DevicesCommand implements Runnable {

        @ParentCommand private @Nullable Operations operations;
        @Spec private @Nullable CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(
                    line(spec), "say what to do: list, import, propose, approve, show or diff.");
        }

        Tools tools() {
            return Operations.toolsOf(operations);
        }

        @Command(
                name = "list",
                description = "List devices, those seen last first.",
                footerHeading = "%nExamples:%n",
                footer = "  tapwarden devices list --unknown")
        int list(
                @Option(names = "--unknown", description = "Only those not on the approved list.")
                        boolean unknown,
                @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                        @Nullable Path config)
                throws IOException {
            Tools tools = tools();
            PrintWriter out = line(spec).getOut();
            if (tools.devices().learning()) {
                out.println("No approved list was imported: learning, nobody is told.");
            }
            out.printf(
                    "%-17s  %-11s  %-24s  %-24s  %-14s  %s%n",
                    "MAC", "STATE", "HOST NAME", "MAKER", "SEGMENT", "LAST SEEN");
            Set<Long> suspected = tools.devices().suspected();
            Set<Long> held = DeviceShow.held(tools);
            for (Device device : tools.devices().all(MOST_SHOWN)) {
                boolean wanted =
                        !unknown
                                || device.standing()
                                        == org.tapwarden.detector.Devices.Standing.UNKNOWN;
                if (wanted) {
                    State state =
                            State.of(
                                    device.standing(),
                                    suspected.contains(device.endpoint()),
                                    held.contains(device.endpoint()));
                    print(out, device, state, tools.zone());
                }
            }
            out.flush();
            return OK;
        }

        private static void print(PrintWriter out, Device device, State state, ZoneId zone) {
            String who =
                    device.mac()
                            .map(Mac::toString)
                            .orElse(
                                    device.addresses().isEmpty()
                                            ? "?"
                                            : device.addresses().getFirst());
            out.printf(
                    "%-17s  %-11s  %-24s  %-24s  %-14s  %s%n",
                    who,
                    state.word(),
                    cut(shown(device.hostName())),
                    cut(device.randomised() ? "(private address)" : shown(device.maker())),
                    device.segment(),
                    TIME.format(device.lastSeen().atZone(zone)));
        }

        private static String cut(String text) {
            return text.length() <= 24 ? text : text.substring(0, 23) + "~";
        }

        @Command(
                name = "import",
                description = {
                    "Merge the office's approved list: CSV with a header that has mac, and may have"
                            + " name, owner, segment, kind, asset_tag, serial, ownership, group,"
                            + " site, expires. Rows with one asset tag are one device. Prints what"
                            + " changes. A second import of one list changes nothing."
                },
                footerHeading = "%nExamples:%n",
                footer = {
                    "  tapwarden devices import inventory.csv --dry-run",
                    "  tapwarden devices import inventory.csv"
                })
        int load(
                @Parameters(paramLabel = "FILE", description = "The list, CSV in UTF-8.")
                        String file,
                @Option(
                                names = "--confirm",
                                description = "Retire more than 2 %% of the known devices.")
                        boolean confirm,
                @Option(names = "--dry-run", description = "Only print what would change.")
                        boolean dryRun,
                @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                        @Nullable Path config)
                throws IOException {
            Tools tools = tools();
            ApprovedList.Read read = ApprovedList.read(file, tools.file(file), tools.zone());
            if (!read.problems().isEmpty()) {
                PrintWriter err = line(spec).getErr();
                read.problems().forEach(p -> err.println("tapwarden: " + p));
                err.println("tapwarden: nothing was changed");
                err.flush();
                return FAILED;
            }
            Difference difference = tools.devices().difference(read.entries());
            PrintWriter out = line(spec).getOut();
            print(out, "+", difference.added());
            print(out, "~", difference.changed());
            print(out, "-", difference.retired());
            out.printf(
                    "%d added, %d changed, %d retired, %d unchanged%n",
                    difference.added().size(),
                    difference.changed().size(),
                    difference.retired().size(),
                    difference.unchanged());
            out.flush();
            if (dryRun || difference.isEmpty()) {
                return OK;
            }
            if (difference.needsConfirmation() && !confirm) {
                throw new IOException(
                        "nothing was changed: the list would retire "
                                + difference.gone()
                                + " of "
                                + difference.known()
                                + " devices, more than 2 %; is it the right file? Say --confirm if"
                                + " it is");
            }
            String who = tools.who();
            tools.devices().apply(difference, who, file + " by " + who, tools.wall().instant());
            return OK;
        }

        private static void print(PrintWriter out, String sign, List<ApprovedList.Entry> entries) {
            for (ApprovedList.Entry entry : entries) {
                out.printf(
                        "%s %s %s%n",
                        sign, entry.mac(), shown((entry.name() + " " + entry.device()).strip()));
            }
        }

        @Command(
                name = "approve",
                description = {
                    "Put one device on the approved list, or renew it. The next import takes it off"
                            + " again when the list does not have it."
                },
                footerHeading = "%nExamples:%n",
                footer = {
                    "  tapwarden devices approve 00:11:22:33:44:55 --owner 'Science, Ms Ortega'"
                            + " --expires 2027-06-30"
                })
        int approve(
                @Parameters(paramLabel = "MAC", description = "Its hardware address.") String mac,
                @Option(
                                names = "--name",
                                paramLabel = "TEXT",
                                defaultValue = "",
                                description = "For the inventory.")
                        String name,
                @Option(
                                names = "--owner",
                                paramLabel = "TEXT",
                                defaultValue = "",
                                description = "Who answers for it.")
                        String owner,
                @Option(
                                names = "--expires",
                                paramLabel = "DAY",
                                defaultValue = "",
                                description = "Its last day, such as 2027-06-30.")
                        String expires,
                @Option(
                                names = "--why",
                                paramLabel = "TEXT",
                                defaultValue = "",
                                description = "Kept with your name.")
                        String why,
                @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                        @Nullable Path config)
                throws IOException {
            Tools tools = tools();
            Instant now = tools.wall().instant();
            OneApproval approval;
            try {
                approval =
                        new OneApproval(
                                mac(mac),
                                name,
                                owner,
                                OneApproval.endOf(expires, tools.zone(), now),
                                0,
                                tools.who(),
                                why);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.ParameterException(
                        Usage.of(line(spec), "approve"), e.getMessage() + ".", e);
            }
            tools.devices().approve(approval, now);
            Mac approved = approval.mac();
            line(spec).getOut().println(approved + " is on the approved list.");
            line(spec).getOut().flush();
            return OK;
        }
    }

    /// @throws IllegalArgumentException in one line
    static Mac mac(String text) {
        try {
            return Mac.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + shown(text) + "' is no MAC address", e);
        }
    }

    /// `tapwarden quarantine ...`
    @Command(
            name = "quarantine",
            mixinStandardHelpOptions = true,
            description = "Who is held, and letting them go.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tapwarden quarantine list",
                "  tapwarden quarantine add 50:c7:bf:12:34:56 --why 'seen it in room 12' --minutes 60",
                "  tapwarden quarantine release order-12 --why 'it was the library printer'"
            })
    static final class QuarantineCommand implements Runnable {

        @ParentCommand private @Nullable Operations operations;
        @Spec private @Nullable CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(
                    line(spec), "say what to do: list, add, release or release-all.");
        }

        @Command(name = "list", description = "List what is held, and until when.")
        int list(
                @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                        @Nullable Path config)
                throws IOException {
            Tools tools = toolsOf(operations);
            PrintWriter out = line(spec).getOut();
            List<Lease> leases = tools.enforcer().leases();
            if (leases.isEmpty()) {
                out.println("Nobody is held.");
            }
            for (Lease lease : leases) {
                out.printf(
                        "%-12s  %-10s  %s  until %s  %s: %s%n",
                        lease.id(),
                        lease.step().name().toLowerCase(Locale.ROOT),
                        lease.order().subject().macs(),
                        TIME.format(lease.untilWall().atZone(tools.zone())),
                        lease.outcome().kind().name().toLowerCase(Locale.ROOT),
                        shown(lease.outcome().detail()));
            }
            if (tools.enforcer().breakerOpen()) {
                out.println("The breaker is open: nothing automatic happens.");
            }
            out.flush();
            return OK;
        }

        @Command(
                name = "add",
                description = {
                    "Hold a device because you say so. The protected set, the path and the expiry"
                            + " still count."
                })
        int add(
                @Parameters(paramLabel = "MAC") String mac,
                @Option(names = "--why", required = true, description = "Kept with your name.")
                        String why,
                @Option(
                                names = "--minutes",
                                defaultValue = "240",
                                description = "How long (default: ${DEFAULT-VALUE}).")
                        int minutes,
                @Option(
                                names = "--clause",
                                defaultValue = "K.17",
                                description =
                                        "Clause of the regulation (default: ${DEFAULT-VALUE}).")
                        String clause,
                @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                        @Nullable Path config)
                throws IOException {
            Tools tools = toolsOf(operations);
            Order order = PersonsOrder.of(tools, mac, why, Duration.ofMinutes(minutes), clause);
            Outcome outcome = tools.enforcer().quarantine(order);
            line(spec)
                    .getOut()
                    .println(
                            outcome.kind().name().toLowerCase(Locale.ROOT)
                                    + ": "
                                    + shown(outcome.detail()));
            line(spec).getOut().flush();
            return outcome.holds() ? OK : FAILED;
        }

        @Command(name = "release", description = "Let one go.")
        int release(
                @Parameters(paramLabel = "LEASE") String lease,
                @Option(names = "--why", defaultValue = "asked on the command line") String why,
                @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                        @Nullable Path config)
                throws IOException {
            Tools tools = toolsOf(operations);
            Optional<Outcome> outcome = tools.enforcer().release(lease, tools.who(), why);
            if (outcome.isEmpty()) {
                throw new IOException("there is no open lease '" + shown(lease) + "'");
            }
            line(spec).getOut().println(shown(outcome.orElseThrow().detail()));
            line(spec).getOut().flush();
            return outcome.orElseThrow().holds() ? OK : FAILED;
        }

        @Command(name = "release-all", description = "Let everybody go, and do nothing automatic.")
        int releaseAll(
                @Option(names = "--why", defaultValue = "asked on the command line") String why,
                @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                        @Nullable Path config)
                throws IOException {
            Tools tools = toolsOf(operations);
            int released = tools.enforcer().releaseAll(tools.who(), why);
            line(spec).getOut().printf("%d released; the breaker is open.%n", released);
            line(spec).getOut().flush();
            return OK;
        }
    }

    /// `tapwarden audit verify`
    @Command(
            name = "audit",
            mixinStandardHelpOptions = true,
            description = "The audit trail of what was done.")
    static final class AuditCommand implements Runnable {

        @ParentCommand private @Nullable Operations operations;
        @Spec private @Nullable CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(line(spec), "say what to do: verify.");
        }

        @Command(
                name = "verify",
                description = "Check the chains of what was done and of who searched.")
        int verify(
                @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                        @Nullable Path config)
                throws IOException {
            Tools tools = toolsOf(operations);
            PrintWriter out = line(spec).getOut();
            boolean intact = true;
            if (tools.enforcement() != null) {
                AuditTrail.Verdict done = tools.enforcement().verifyAudit();
                intact = done.intact();
                out.println("what was done: " + sentence(done));
            } else {
                out.println("what was done: not looked at, the appliance is not running");
            }
            if (tools.store() != null) {
                AuditTrail.Verdict decided = tools.store().verifyAudit();
                intact &= decided.intact();
                out.println("what people decided: " + sentence(decided));
            }
            Path searches = tools.auditOfSearches();
            if (searches != null) {
                SearchAudit.Verdict looked = SearchAudit.verify(searches);
                intact &= looked.intact();
                out.println("who searched: " + looked.sentence());
            }
            out.flush();
            return intact ? OK : FAILED;
        }

        private static String sentence(AuditTrail.Verdict verdict) {
            return verdict.rows()
                    + " rows, "
                    + (verdict.intact()
                            ? "intact"
                            : "NOT as written from row " + verdict.firstBad().orElse(0));
        }
    }
}
