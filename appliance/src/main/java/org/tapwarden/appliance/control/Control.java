package org.tapwarden.appliance.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.ProgressLine;
import org.tapwarden.appliance.run.Histories;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.spool.DirectoryLock;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.SegmentsFile;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.history.FlowHistory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Runs the commands that need stores: in the appliance that holds them, or here when none does.
public final class Control {

    private static final Path USUAL_CONFIG = Path.of("/etc/tapwarden/tapwarden.yaml");
    private static final int FAILED = 1;
    private static final String HISTORY = "history";

    private Control() {}

    /// The names of the commands.
    public static List<String> names() {
        return Operations.names();
    }

    /// For the help of the whole.
    public static CommandSpec help(String name) {
        CommandSpec listed = CommandSpec.create().name(name);
        listed.usageMessage().description(Operations.description(name));
        return listed;
    }

    /// Runs one.
    ///
    /// @return the exit code
    public static int execute(String[] arguments, PrintWriter out, PrintWriter err) {
        var nobody =
                new Tools(
                        "",
                        ZoneId.systemDefault(),
                        InstantSource.system(),
                        null,
                        null,
                        null,
                        null,
                        Map.of());
        CommandLine dry = Operations.over(nobody, arguments, out, err);
        Path file = null;
        Path packets = null;
        try {
            CommandLine.ParseResult parsed = dry.parseArgs(arguments);
            Integer helped = CommandLine.executeHelpRequest(parsed);
            if (helped != null) {
                return helped;
            }
            if (Usage.isUnfinished(parsed)) {
                return dry.execute(arguments); // says what is missing
            }
            file = exportFile(parsed);
            packets = packetsFile(parsed);
        } catch (CommandLine.ParameterException e) {
            return dry.execute(arguments); // says what is wrong
        }
        try {
            if (packets != null) {
                return ExportFile.writeDecoded(packets, rows -> chosen(arguments, rows, err));
            }
            return file == null
                    ? chosen(arguments, out, err)
                    : ExportFile.write(file, rows -> chosen(arguments, rows, err));
        } catch (IOException e) {
            err.println("tapwarden: " + String.valueOf(e.getMessage()).replaceAll("\\R", " "));
            err.flush();
            return FAILED;
        }
    }

    /// The file that an export was asked to write; null where its rows go to the output.
    private static @Nullable Path exportFile(CommandLine.ParseResult parsed) {
        return last(parsed).commandSpec().userObject() instanceof HistoryExport export
                        && !export.file().equals(ExportFile.OUTPUT)
                ? Path.of(export.file())
                : null;
    }

    /// The file that packets were asked to be written to; null where they were not.
    private static @Nullable Path packetsFile(CommandLine.ParseResult parsed) {
        return switch (last(parsed).commandSpec().userObject()) {
            case PacketsExport export -> export.file();
            case PayloadExport export -> export.file();
            case null, default -> null;
        };
    }

    private static CommandLine.ParseResult last(CommandLine.ParseResult parsed) {
        CommandLine.ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last;
    }

    private static int chosen(String[] arguments, PrintWriter out, PrintWriter err)
            throws IOException {
        String history = valueOf(arguments, "--history");
        return history == null
                ? onState(arguments, out, err)
                : onHistory(Path.of(history), arguments, out, err);
    }

    private static @Nullable String valueOf(String[] arguments, String option) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals(option) && i + 1 < arguments.length) {
                return arguments[i + 1];
            }
            if (arguments[i].startsWith(option + "=")) {
                return arguments[i].substring(option.length() + 1);
            }
        }
        return null;
    }

    private static int onHistory(
            Path directory, String[] arguments, PrintWriter out, PrintWriter err)
            throws IOException {
        ZoneId zone = ZoneId.systemDefault();
        try (var history = Histories.openToSearch(directory, Directory.NOBODY, zone)) {
            var tools =
                    new Tools(
                            user(),
                            zone,
                            InstantSource.system(),
                            history,
                            null,
                            null,
                            directory,
                            Map.of());
            return run(tools, arguments, out, err);
        }
    }

    private static int run(Tools tools, String[] arguments, PrintWriter out, PrintWriter err) {
        try (var progress = new ProgressLine(err)) {
            // What is told ends the line that says how far it is.
            var quiet = new PrintWriter(new WipingWriter(err, progress), true);
            return Operations.over(tools.with(progress), arguments, out, quiet).execute(arguments);
        }
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }

    private static int onState(String[] arguments, PrintWriter out, PrintWriter err)
            throws IOException {
        String named = valueOf(arguments, "--config");
        Path config = named == null ? USUAL_CONFIG : Path.of(named);
        if (named == null && !Files.exists(config)) {
            throw new IOException(
                    config
                            + " does not exist; name your settings with --config FILE, or a"
                            + " replay's history with --history DIR");
        }
        Settings settings = Settings.read(config);
        Map<String, String> files = files(arguments);
        Path socket = settings.controlSocket();
        if (Files.exists(socket)) {
            Integer code = remote(socket, arguments, files, out, err);
            if (code != null) {
                return code;
            }
        }
        return here(settings, arguments, files, out, err);
    }

    /// What is named is read by who names it, here and now.
    private static Map<String, String> files(String[] arguments) throws IOException {
        Map<String, String> files = new HashMap<>();
        if (arguments.length > 2
                && List.of("devices", "identities").contains(arguments[0])
                && arguments[1].equals("import")) {
            for (String argument : Arrays.asList(arguments).subList(2, arguments.length)) {
                if (argument.equals("-")) {
                    throw new IOException("'-' is no file: name the list's file");
                }
                if (!argument.startsWith("-") && !argument.equals(valueOf(arguments, "--config"))) {
                    files.put(argument, ApprovedList.text(Path.of(argument)));
                }
            }
        }
        return files;
    }

    /// @return null when nobody listens
    private static @Nullable Integer remote(
            Path socket,
            String[] arguments,
            Map<String, String> files,
            PrintWriter out,
            PrintWriter err)
            throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        Channels.newInputStream(channel), StandardCharsets.UTF_8));
                var to =
                        new BufferedWriter(
                                new OutputStreamWriter(
                                        Channels.newOutputStream(channel),
                                        StandardCharsets.UTF_8));
                var progress = new ProgressLine(err)) {
            to.write(
                    new ObjectMapper()
                            .writeValueAsString(
                                    new ControlServer.Asked(List.of(arguments), files)));
            to.write('\n');
            to.flush();
            for (String line = line(in); line != null; line = line(in)) {
                char stream = line.isEmpty() ? ' ' : line.charAt(0);
                if (stream == 'p') {
                    progress.accept(line.substring(1));
                    continue;
                }
                if (stream != 'o') {
                    progress.clear();
                }
                if (stream == 'x') {
                    return Integer.parseInt(line.substring(1));
                }
                PrintWriter writer = stream == 'e' ? err : out;
                writer.print(line.substring(Math.min(1, line.length())) + '\n');
                writer.flush();
            }
            throw new IOException("the appliance ended before it answered");
        } catch (ConnectException e) {
            return null;
        } catch (SocketException e) {
            if (String.valueOf(e.getMessage()).contains("ermission")) {
                throw new IOException(
                        "you may not ask this appliance: " + socket + " is for its group", e);
            }
            throw e;
        }
    }

    /// A line up to its line feed; a carriage return is part of it, since a cell of CSV may hold
    /// one that came from the network, and what follows must not pass for a line of ours.
    ///
    /// @return null at the end
    private static @Nullable String line(BufferedReader in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString();
            }
            line.append((char) c);
        }
        return line.isEmpty() ? null : line.toString();
    }

    /// Nothing runs: the stores are opened under their lock.
    private static int here(
            Settings settings,
            String[] arguments,
            Map<String, String> files,
            PrintWriter out,
            PrintWriter err)
            throws IOException {
        if (!Files.isDirectory(settings.state())) {
            throw new IOException(
                    settings.state() + " does not exist: nothing ran with these settings yet");
        }
        Segments segments =
                settings.segments().isPresent()
                        ? SegmentsFile.read(settings.segments().orElseThrow())
                        : Segments.UNDECLARED;
        DirectoryLock lock = DirectoryLock.take(settings.state());
        try (var store =
                        SensorStore.forOneCommand(settings.state().resolve("sensor.db"), segments);
                var rest = AtRest.open(settings, store, arguments)) {
            FlowHistory history = rest.history();
            var tools =
                    new Tools(
                            user(),
                            settings.zone(),
                            InstantSource.system(),
                            history,
                            store,
                            null,
                            history == null ? null : settings.state().resolve(HISTORY),
                            files);
            return run(tools, arguments, out, err);
        } finally {
            lock.close();
        }
    }
}
