package org.tapwarden.appliance.replay;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.appliance.lists.ListsInUse;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.capture.flow.ReplayEngines;
import org.tapwarden.capture.pcap.BpfFilter;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.record.Explanation;
import org.tapwarden.classifier.record.FlowJson;
import org.tapwarden.classifier.service.Services;
import org.tapwarden.detector.Alerts;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.store.Documents;

/// Plays captures as they were asked for. Once only.
public final class ReplayRun {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int BUFFER = 1 << 16;
    private static final int MOST_TOLD = 20;

    private final ReplayOptions options;
    private final ActiveLists lists = new ActiveLists();
    private @Nullable ReplayEngines engines;
    private @Nullable Services services;
    private @Nullable PrintWriter out;
    private @Nullable PrintWriter err;
    private @Nullable Observation observation;
    private volatile boolean cutShort;

    /// @param options of which nothing is wrong
    ReplayRun(ReplayOptions options) {
        this.options = options;
    }

    /// Does what the options ask.
    ///
    /// @return the exit code
    public int replay(PrintWriter to, PrintWriter troubleTo) {
        out = to;
        err = troubleTo;
        Interrupts.onFirst(this::cutShort);
        try {
            Path folder = options.lists();
            if (folder != null) {
                lists.publish(ListsInUse.open(folder));
            }
            int code = options.each() ? replayEach() : replayTogether();
            if (out().checkError()) {
                throw new IOException("cannot write to standard output");
            }
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

    private void cutShort() {
        cutShort = true;
        Observation current = observation;
        if (current != null) {
            current.cutShort();
        }
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
            FrameFilter wanted = wantedFrames();
            again =
                    Observation.engines(
                            FlowLimits.DEFAULTS,
                            options.threads(),
                            wanted,
                            found != null,
                            lists,
                            found == null ? (_, _) -> 0 : found.sensor().segments()::spaceOf);
            engines = again;
        }
        Services known = services == null ? Services.load() : services;
        services = known;
        var made = new Observation(again, known, lists, found == null ? null : found.sensor());
        observation = made;
        if (cutShort) {
            made.cutShort();
        }
        return made;
    }

    /// Each flow is explained once, however often it is played.
    private @Nullable PrintWriter explains(int pass) {
        return options.explain() && pass == 0 ? out() : null;
    }

    private FrameFilter wantedFrames() throws IOException {
        String filter = options.filter();
        return filter == null ? FrameFilter.ALL : BpfFilter.compile(filter);
    }

    private Findings.@Nullable Settings settings() throws IOException {
        return options.decides()
                ? Findings.Settings.read(options.segments(), options.policy(), options.devices())
                : null;
    }

    private @Nullable Remembered remembered() throws IOException {
        Path history = options.history();
        return history == null ? null : new Remembered(history);
    }

    /// All captures as one network. One that cannot be read fails the whole.
    private int replayTogether() throws IOException {
        boolean toStdout = "-".equals(options.flows()) || "-".equals(options.findings());
        Findings.Settings settings = settings();
        Findings found = null;
        var interfaces =
                new NamedInterfaces(
                        settings == null ? List.of() : settings.segments().interfaces());
        var summary = new Summary();
        Observation.Outcome outcome = null;
        // Every file is opened before anything is written: a missing one costs nothing.
        for (Path file : options.files()) {
            CaptureFile.open(file).close();
        }
        try (OutputStream out = output();
                Remembered remembered = remembered();
                var progress = new Progress(options.files(), err())) {
            var writer = out == null ? null : new Writer(out);
            for (int pass = 0; pass < options.repeat() && !cutShort; pass++) {
                summary = new Summary();
                found = settings == null ? null : new Findings(settings);
                var source =
                        new ChainedSource<>(
                                options.files(),
                                file -> {
                                    CaptureFile opened = interfaces.open(file);
                                    progress.opened(opened);
                                    return interfaces.met(opened);
                                });
                var receiver = new Receiver(summary, writer, remembered, explains(pass), progress);
                outcome = play(found, source, receiver);
            }
            if (writer != null) {
                writer.flush();
            }
        }
        if (found != null) {
            write(found);
        }
        warn(outcome);
        interfaces.warning().ifPresent(err()::println);
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
        String findings = options.findings();
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

    private void warn(Observation.@Nullable Outcome outcome) {
        if (outcome != null && outcome.losses().cutRecords() > 0) {
            err().println(
                            "tapwarden: a capture ends inside a record; everything before it was"
                                    + " read");
        }
    }

    private @Nullable OutputStream output() throws IOException {
        String flows = options.flows();
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
        Path directory = Path.of(Objects.requireNonNull(options.flows()));
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new IOException("cannot make directory " + directory + ": " + reason(e), e);
        }
        int code = OK;
        try (var progress = new Progress(options.files(), err())) {
            for (Path file : options.files()) {
                if (cutShort) {
                    break;
                }
                try {
                    replayOne(
                            file,
                            directory.resolve(ReplayOptions.nameOf(file) + ".ndjson"),
                            progress);
                } catch (IOException e) {
                    progress.clear();
                    err().println("tapwarden: " + oneLine(e));
                    code = FAILED;
                }
            }
        }
        out().printf("%d captures written to %s%n", options.files().size(), directory);
        out().flush();
        return code;
    }

    private void replayOne(Path file, Path target, Progress progress) throws IOException {
        CaptureFile.open(file).close();
        Findings.Settings eachSettings = settings();
        List<String> interfaces =
                eachSettings == null ? List.of() : eachSettings.segments().interfaces();
        try (OutputStream out = large(target)) {
            var writer = new Writer(out);
            for (int pass = 0; pass < options.repeat() && !cutShort; pass++) {
                CaptureFile opened = CaptureFile.open(file, interfaces);
                progress.opened(opened);
                var receiver = new Receiver(new Summary(), writer, null, null, progress);
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
            @Nullable PrintWriter explained,
            Progress progress)
            implements Observation.Receiver {

        @Override
        public void flow(FlowRecord record) throws IOException {
            if (remembered != null) {
                remembered.add(record);
            }
            if (record.identity().isFinal()) {
                summary.add(record);
                if (explained != null) {
                    explained.println(Terminal.shown(Explanation.line(record)));
                }
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
