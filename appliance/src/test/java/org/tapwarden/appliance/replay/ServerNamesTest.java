package org.tapwarden.appliance.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import picocli.CommandLine;

/// The names that clients ask for in TLS, DTLS and QUIC, against Wireshark's reading of the same
/// captures.
///
/// Where the two differ and we are right, a row of the exceptions says which frame, what we say,
/// and why; a row that no longer makes a difference fails the test.
class ServerNamesTest {

    private static final Path PACKS = Path.of("../../shared/captures/packs");
    private static final String EXCEPTIONS = "server-name-exceptions.tsv";
    private static final int MOST_EXCEPTED_PERCENT = 2;

    private static final List<String> FIELDS =
            List.of(
                    "frame.number",
                    "ip.src",
                    "ipv6.src",
                    "ip.dst",
                    "ipv6.dst",
                    "tcp.srcport",
                    "udp.srcport",
                    "tcp.dstport",
                    "udp.dstport",
                    "tls.handshake.extensions_server_name",
                    "dtls.handshake.extensions_server_name");

    private final ObjectMapper json = new ObjectMapper();

    @TempDir private Path directory;

    /// A name that a client asked for.
    ///
    /// @param between transport and both ends, in no direction
    private record Asked(String capture, String frame, String between, String name) {}

    /// One row of the exceptions.
    private record Excepted(String capture, String frame, String ours, String reason) {}

    @Test
    void are_those_that_wireshark_reads() throws IOException, InterruptedException {
        assumeThat(PACKS).as("test captures beside the project").isDirectory();
        assumeThat(isInstalled()).as("tshark is installed").isTrue();
        List<Path> captures = new ArrayList<>();
        for (String pack : List.of("tls", "quic")) {
            try (var list = Files.list(PACKS.resolve(pack))) {
                captures.addAll(list.sorted().toList());
            }
        }
        Map<String, Map<String, Set<String>>> ours = replayed(captures);
        List<Excepted> exceptions = exceptions();
        Set<Excepted> used = new HashSet<>();
        List<String> differences = new ArrayList<>();
        int asked = 0;
        for (Path capture : captures) {
            String name = capture.getFileName().toString();
            Map<String, Set<String>> here = ours.getOrDefault(name, Map.of());
            Map<String, Set<String>> theirs = new HashMap<>();
            for (Asked one : asked(capture)) {
                asked++;
                Set<String> said = here.getOrDefault(one.between(), Set.of());
                theirs.computeIfAbsent(one.between(), _ -> new TreeSet<>()).add(one.name());
                if (!said.contains(one.name()) && !isExcepted(one, said, exceptions, used)) {
                    differences.add(one + ", and we say " + said);
                }
            }
            here.forEach((between, said) -> {
                Set<String> more = new TreeSet<>(said);
                more.removeAll(theirs.getOrDefault(between, Set.of()));
                if (!more.isEmpty()) {
                    differences.add(name + ": " + between + " has " + more + " only with us");
                }
            });
        }
        assertThat(asked).as("names in the captures").isGreaterThan(50);
        assertThat(differences).isEmpty();
        assertThat(exceptions).as("rows that make a difference").allMatch(used::contains);
        assertThat(exceptions.size() * 100)
                .as("exceptions, of %s names", asked)
                .isLessThanOrEqualTo(MOST_EXCEPTED_PERCENT * asked);
    }

    private static boolean isExcepted(
            Asked one, Set<String> said, List<Excepted> exceptions, Set<Excepted> used) {
        for (Excepted row : exceptions) {
            boolean same =
                    row.capture().equals(one.capture())
                            && row.frame().equals(one.frame())
                            && (row.ours().equals("-")
                                    ? said.isEmpty()
                                    : said.contains(row.ours()));
            if (same) {
                used.add(row);
                return true;
            }
        }
        return false;
    }

    /// Our names by capture and by who spoke with whom.
    private Map<String, Map<String, Set<String>>> replayed(List<Path> captures) throws IOException {
        Path flows = directory.resolve("flows");
        List<String> arguments =
                new ArrayList<>(Arrays.asList("--each", "--flows", flows.toString()));
        captures.forEach(capture -> arguments.add(capture.toString()));
        var line = new CommandLine(new ReplayCommand());
        line.setOut(new PrintWriter(new StringWriter(), true));
        line.setErr(new PrintWriter(new StringWriter(), true));
        line.execute(arguments.toArray(String[]::new));
        Map<String, Map<String, Set<String>>> names = new HashMap<>();
        for (Path capture : captures) {
            String name = capture.getFileName().toString();
            Path written = flows.resolve(name + ".ndjson");
            if (!Files.exists(written)) {
                continue;
            }
            Map<String, Set<String>> here = new HashMap<>();
            for (String record : Files.readAllLines(written)) {
                JsonNode flow = json.readTree(record);
                JsonNode asked = flow.at("/tls/client/server_name");
                if (!asked.isMissingNode()) {
                    String between =
                            between(
                                    flow.at("/network/transport").asText(),
                                    end(flow.at("/source")),
                                    end(flow.at("/destination")));
                    here.computeIfAbsent(between, _ -> new TreeSet<>()).add(asked.asText());
                }
            }
            names.put(name, here);
        }
        return names;
    }

    private static String end(JsonNode end) {
        return end.at("/ip").asText() + " " + end.at("/port").asText();
    }

    private static String between(String transport, String one, String other) {
        boolean ordered = one.compareTo(other) < 0;
        return transport + " " + (ordered ? one : other) + " " + (ordered ? other : one);
    }

    /// A frame may end several hellos, and a hello may be there again.
    private List<Asked> asked(Path capture) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("tshark", "-n", "-r", capture.toString(), "-T", "fields"));
        command.addAll(List.of("-Y", "tls.handshake.type == 1 or dtls.handshake.type == 1"));
        command.addAll(List.of("-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=;"));
        FIELDS.forEach(field -> command.addAll(List.of("-e", field)));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        // Nobody's own preferences may change the answer.
        builder.environment().put("WIRESHARK_CONFIG_DIR", directory.toString());
        List<Asked> asked = new ArrayList<>();
        try (var lines = builder.start().inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = Arrays.copyOf(line.split("\t", -1), FIELDS.size());
                boolean isTcp = !cells[5].isEmpty();
                String between =
                        between(
                                isTcp ? "tcp" : "udp",
                                end(cells[1], cells[2], isTcp ? cells[5] : cells[6]),
                                end(cells[3], cells[4], isTcp ? cells[7] : cells[8]));
                for (String name : (cells[9] + ";" + cells[10]).split(";", -1)) {
                    if (!name.isEmpty()) {
                        String capturedIn = capture.getFileName().toString();
                        asked.add(new Asked(capturedIn, cells[0], between, plain(name)));
                    }
                }
            }
        }
        return asked;
    }

    /// Of several addresses or ports the innermost is the conversation's.
    private static String end(String ipv4, String ipv6, String port) {
        return Address.parse(last(ipv4.isEmpty() ? ipv6 : ipv4)) + " " + last(port);
    }

    private static String last(String cell) {
        return cell.substring(cell.lastIndexOf(';') + 1);
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private List<Excepted> exceptions() throws IOException {
        List<Excepted> rows = new ArrayList<>();
        try (var in = getClass().getResourceAsStream(EXCEPTIONS)) {
            assertThat(in).as(EXCEPTIONS).isNotNull();
            for (String line : new String(in.readAllBytes(), UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] cells = line.split("\t", -1);
                    rows.add(new Excepted(cells[0], cells[1], cells[2], cells[3]));
                }
            }
        }
        return rows;
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("tshark", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
