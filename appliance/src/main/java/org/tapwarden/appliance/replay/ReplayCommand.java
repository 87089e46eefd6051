package org.tapwarden.appliance.replay;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.lists.ListsInUse;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.FlowTable;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.capture.flow.ReplayEngines;
import org.tapwarden.capture.pcap.BpfFilter;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.record.FlowJson;
import org.tapwarden.classifier.service.Services;
import org.tapwarden.detector.Alerts;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.store.Documents;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tapwarden replay FILE...`
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Classify captures (pcap, pcapng) in packet time and say what was in them.",
            "Never acts and never mails. The captures are one network after the other in time,"
                    + " unless --each is given."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden replay morning.pcap",
            "  tapwarden replay --flows - morning.pcap | jq .tls.client.server_name",
            "  tapwarden replay --each --flows out/ captures/*.pcap",
            "  tapwarden replay --segments segments.yaml --findings - morning.pcap"
        })
public final class ReplayCommand implements Callable<Integer> {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int BUFFER = 1 << 16;
    private static final int MOST_TOLD = 20;
    private static final int MOST_DIGITS = 9;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Capture files.")
    private List<Path> files = List.of();

    @Option(
            names = "--flows",
            paramLabel = "FILE|-|DIR",
            description =
                    "Write each flow's last record as one line of JSON (ECS); - is standard output,"
                            + " and with --each a directory.")
    private @Nullable String flows;

    @Option(
            names = "--each",
            description =
                    "Each capture is a network of its own, written to DIR/<file name>.ndjson.")
    private boolean each;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Capture threads, 1 to 16 (default: ${DEFAULT-VALUE}). The output is the same"
                            + " for every number.")
    private int threads = 1;

    @Option(
            names = "--filter",
            paramLabel = "BPF",
            description = "Look only at frames that pass this filter, such as 'udp port 53'.")
    private @Nullable String filter;

    @Option(
            names = "--findings",
            paramLabel = "FILE|-",
            description =
                    "Decide as the appliance would, acting on nothing, and write what was found as"
                            + " lines of JSON.")
    private @Nullable String findings;

    @Option(
            names = "--segments",
            paramLabel = "FILE",
            description = "Which part of the network is what (YAML).")
    private @Nullable Path segments;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "The rules (YAML); without it the ones as installed.")
    private @Nullable Path policy;

    @Option(
            names = "--devices",
            paramLabel = "FILE",
            description = "The approved list (CSV); without it the appliance is learning.")
    private @Nullable Path devices;

    @Option(
            names = "--history",
            paramLabel = "DIR",
            description = "Keep the flows, to be searched with 'tapwarden search --history DIR'.")
    private @Nullable Path history;

    @Option(
            names = "--lists",
            paramLabel = "DIR",
            description = "Lists of names that 'tapwarden lists import --lists DIR' keeps there.")
    private @Nullable Path lists;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Play everything N times, each time as if nothing had been seen.")
    private int repeat = 1;

    private @Nullable ReplayEngines engines;
    private @Nullable Services services;
    private @Nullable PrintWriter out;
    private @Nullable PrintWriter err;
    private @Nullable Observation observation;
    private volatile boolean cutShort;

    private final ActiveLists activeLists = new ActiveLists();

    /// Takes a command line that holds no riddle: known options, each once, their values a word
    /// further, and files. Starting picocli costs several times what a short replay does.
    ///
    /// @param arguments what follows `replay`
    /// @return null for anything else, also for what is wrong: picocli shall read it and say so
    public static @Nullable ReplayCommand plain(List<String> arguments) {
        var command = new ReplayCommand();
        try {
            return command.takeAll(arguments) && command.wrong() == null ? command : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private boolean takeAll(List<String> arguments) {
        List<Path> named = new ArrayList<>();
        Set<String> given = new HashSet<>();
        for (var rest = arguments.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (isPlain(word)) {
                named.add(Path.of(word));
            } else if (!given.add(word)) {
                return false;
            } else if (word.equals("--each")) {
                each = true;
            } else if (!rest.hasNext() || !take(word, rest.next())) {
                return false;
            }
        }
        files = named;
        return !named.isEmpty();
    }

    /// Neither an option nor picocli's `@` file of arguments.
    private static boolean isPlain(String word) {
        return !word.isEmpty() && word.charAt(0) != '-' && word.charAt(0) != '@';
    }

    private boolean take(String option, String value) {
        if (!isPlain(value) && !value.equals("-")) {
            return false;
        }
        switch (option) {
            case "--flows" -> flows = value;
            case "--threads" -> threads = count(value);
            case "--filter" -> filter = value;
            case "--findings" -> findings = value;
            case "--segments" -> segments = Path.of(value);
            case "--policy" -> policy = Path.of(value);
            case "--devices" -> devices = Path.of(value);
            case "--history" -> history = Path.of(value);
            case "--lists" -> lists = Path.of(value);
            case "--repeat" -> repeat = count(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    /// @return 0, which no option here takes, for what is not plainly a number
    private static int count(String digits) {
        int count = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i == MOST_DIGITS) {
                return 0;
            }
            count = 10 * count + digit;
        }
        return count;
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        String wrong = wrong();
        return wrong == null ? replay(line.getOut(), line.getErr()) : Refusal.throwIt(line, wrong);
    }

    /// Apart, since a class that throws picocli's exceptions makes the verifier load them, and
    /// {@link #plain} gets along without.
    private static final class Refusal {
        static int throwIt(CommandLine line, String wrong) {
            throw new ParameterException(line, wrong);
        }
    }

    /// Does what the options ask.
    ///
    /// @return the exit code
    public int replay(PrintWriter to, PrintWriter troubleTo) {
        out = to;
        err = troubleTo;
        Interrupts.onFirst(this::cutShort);
        try {
            if (lists != null) {
                activeLists.publish(ListsInUse.open(lists));
            }
            int code = each ? replayEach() : replayTogether();
            return cutShort ? Interrupts.CUT_SHORT : code;
        } catch (IOException e) {
            troubleTo.println("tapwarden: " + oneLine(e));
            return FAILED;
        } finally {
            troubleTo.flush();
        }
    }

    private PrintWriter out() {
        return Objects.requireNonNull(out);
    }

    private PrintWriter err() {
        return Objects.requireNonNull(err);
    }

    /// What is wrong about the options together, or null.
    private @Nullable String wrong() {
        if (threads < 1 || threads > FlowTable.SHARDS) {
            return "--threads must be 1 to " + FlowTable.SHARDS + ", not " + threads + ".";
        }
        if (repeat < 1) {
            return "--repeat must be at least 1, not " + repeat + ".";
        }
        if (each && (flows == null || flows.equals("-"))) {
            return "--each writes one file a capture: say where with --flows DIR.";
        }
        if (each && (findings != null || history != null)) {
            return "--findings and --history are of one network; leave out --each.";
        }
        if ("-".equals(flows) && "-".equals(findings)) {
            return "--flows and --findings cannot both go to standard output.";
        }
        return each ? wrongNames() : null;
    }

    private @Nullable String wrongNames() {
        Map<String, Path> seen = new HashMap<>();
        for (Path file : files) {
            Path before = seen.put(nameOf(file), file);
            if (before != null) {
                return before + " and " + file + " would both be written to one file.";
            }
        }
        return null;
    }

    private void cutShort() {
        cutShort = true;
        Observation current = observation;
        if (current != null) {
            current.cutShort();
        }
    }

    /// Whether anything asks for decisions; without it flows are only labelled.
    private boolean decides() {
        return findings != null
                || segments != null
                || policy != null
                || devices != null
                || history != null;
    }

    /// A pass that failed leaves flows behind; the next one starts with empty tables of its own.
    private Observation.Outcome play(
            @Nullable Findings found, FrameSource source, Receiver receiver) throws IOException {
        boolean ended = false;
        try {
            Observation.Outcome outcome = observation(found).play(source, receiver);
            ended = true;
            return outcome;
        } finally {
            if (!ended) {
                engines = null;
            }
        }
    }

    private Observation observation(@Nullable Findings found) throws IOException {
        ReplayEngines again = engines;
        if (again == null) {
            FrameFilter wanted = filter == null ? FrameFilter.ALL : BpfFilter.compile(filter);
            again = Observation.engines(FlowLimits.DEFAULTS, threads, wanted, found != null);
            engines = again;
        }
        Services known = services == null ? Services.load() : services;
        services = known;
        var made =
                new Observation(again, known, activeLists, found == null ? null : found.sensor());
        observation = made;
        if (cutShort) {
            made.cutShort();
        }
        return made;
    }

    /// All captures as one network. One that cannot be read fails the whole.
    private int replayTogether() throws IOException {
        boolean toStdout = "-".equals(flows) || "-".equals(findings);
        Findings.Settings settings =
                decides() ? Findings.Settings.read(segments, policy, devices) : null;
        Findings found = null;
        var summary = new Summary();
        Observation.Outcome outcome = null;
        List<String> warnings = new ArrayList<>();
        // Every file is opened before anything is written: a missing one costs nothing.
        for (Path file : files) {
            CaptureFile.open(file).close();
        }
        try (OutputStream out = output();
                Remembered remembered = history == null ? null : new Remembered(history);
                var progress = new Progress(files, err())) {
            var writer = out == null ? null : new Writer(out);
            for (int pass = 0; pass < repeat && !cutShort; pass++) {
                summary = new Summary();
                found = settings == null ? null : new Findings(settings);
                var source =
                        new ChainedSource<>(
                                files,
                                file -> {
                                    CaptureFile opened = CaptureFile.open(file);
                                    progress.opened(opened);
                                    return opened;
                                });
                var receiver = new Receiver(summary, writer, remembered, progress);
                outcome = play(found, source, receiver);
            }
            if (writer != null) {
                writer.flush();
            }
        }
        if (found != null) {
            write(found);
        }
        warn(outcome, warnings);
        PrintWriter to = toStdout ? err() : out();
        if (outcome != null) {
            summary.print(to, outcome, TimeZone.getDefault());
            if (found != null) {
                tell(found, to);
            }
        }
        return OK;
    }

    private void write(Findings found) throws IOException {
        if (findings == null) {
            return;
        }
        try (OutputStream out =
                findings.equals("-")
                        ? new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER)
                        : create(Path.of(findings))) {
            for (Alerts.Alert alert : found.alerts()) {
                out.write(Documents.line(alert).getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
        }
    }

    private static void tell(Findings found, PrintWriter to) {
        to.printf(
                "%nFindings: %d, of %d devices%n",
                found.count(), found.sensor().endpoints().all().size());
        if (found.sensor().segments() == Segments.UNDECLARED) {
            to.println(
                    "  a router's forwarding is not observable here: declare the tap kind with"
                            + " --segments FILE");
        }
        int told = 0;
        for (Alerts.Alert alert : found.alerts()) {
            if (told++ == MOST_TOLD) {
                to.println("  ... --findings FILE writes all of them");
                break;
            }
            to.printf(
                    "  %-8s %s: %s (%s)%n",
                    alert.severity(),
                    alert.title(),
                    alert.mac().isEmpty() ? alert.address() : alert.mac(),
                    alert.measure());
        }
        if (found.dropped() > 0) {
            to.println("  " + found.dropped() + " more were not kept");
        }
        to.flush();
    }

    private void warn(Observation.@Nullable Outcome outcome, List<String> warnings) {
        if (outcome != null && outcome.losses().cutRecords() > 0) {
            warnings.add("a capture ends inside a record; everything before it was read");
        }
        warnings.forEach(w -> err().println("tapwarden: " + w));
    }

    private @Nullable OutputStream output() throws IOException {
        if (flows == null) {
            return null;
        }
        if (flows.equals("-")) {
            return new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER);
        }
        return large(Path.of(flows));
    }

    private static OutputStream large(Path file) throws IOException {
        try {
            return new LargeOutput(file);
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + reason(e), e);
        }
    }

    private static OutputStream create(Path file) throws IOException {
        try {
            return new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + reason(e), e);
        }
    }

    /// Every capture as a network of its own; those that cannot be read are said and left out.
    private int replayEach() throws IOException {
        Path directory = Path.of(Objects.requireNonNull(flows));
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new IOException("cannot make directory " + directory + ": " + reason(e), e);
        }
        int code = OK;
        try (var progress = new Progress(files, err())) {
            for (Path file : files) {
                if (cutShort) {
                    break;
                }
                try {
                    replayOne(file, directory.resolve(nameOf(file) + ".ndjson"), progress);
                } catch (IOException e) {
                    progress.clear();
                    err().println("tapwarden: " + oneLine(e));
                    code = FAILED;
                }
            }
        }
        out().printf("%d captures written to %s%n", files.size(), directory);
        out().flush();
        return code;
    }

    private void replayOne(Path file, Path target, Progress progress) throws IOException {
        CaptureFile.open(file).close();
        Findings.Settings eachSettings =
                decides() ? Findings.Settings.read(segments, policy, devices) : null;
        try (OutputStream out = large(target)) {
            var writer = new Writer(out);
            for (int pass = 0; pass < repeat && !cutShort; pass++) {
                CaptureFile opened = CaptureFile.open(file);
                progress.opened(opened);
                var receiver = new Receiver(new Summary(), writer, null, progress);
                Observation.Outcome outcome =
                        play(
                                eachSettings == null ? null : new Findings(eachSettings),
                                opened,
                                receiver);
                if (outcome.losses().cutRecords() > 0) {
                    progress.clear();
                    err().println(
                                    "tapwarden: "
                                            + file
                                            + " ends inside a record; everything before it was"
                                            + " read");
                }
            }
            writer.flush();
        }
    }

    private static String nameOf(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }

    private static String oneLine(IOException e) {
        return reason(e).replaceAll("\\R", " ");
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /// Writes lines of JSON.
    private static final class Writer {
        private final OutputStream out;
        private final FlowJson json = new FlowJson();

        Writer(OutputStream out) {
            this.out = out;
        }

        void write(FlowRecord record) throws IOException {
            json.whole(record, out);
        }

        void flush() throws IOException {
            out.flush();
        }
    }

    /// Counts every flow's end and writes it down.
    private record Receiver(
            Summary summary,
            @Nullable Writer writer,
            @Nullable Remembered remembered,
            Progress progress)
            implements Observation.Receiver {

        @Override
        public void flow(FlowRecord record) throws IOException {
            if (remembered != null) {
                remembered.add(record);
            }
            if (record.identity().isFinal()) {
                summary.add(record);
                if (writer != null) {
                    writer.write(record);
                }
            }
        }

        @Override
        public void progress(long frames) {
            progress.show(frames);
        }
    }
}
