package org.tapwarden.appliance.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.replay.ReplayCommand;
import picocli.CommandLine;

/// Replays a recording as a user would, and reads the findings.
final class Judge {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SEGMENT =
            """
            segments:
              - name: students
                site: HS1
                building: Main
                prefixes: [10.20.0.0/24, "fd20::/64", "fe80::/10"]
                population: student
                tap: access
                equipment:
            """;

    private static final List<String> GATEWAY_IS = List.of("router", "dhcp-server", "switch");

    private Judge() {}

    /// What was found in a capture.
    ///
    /// @param cases rule and MAC, and the evidence, for people
    record Verdict(Set<String> rules, List<String> cases) {}

    static Verdict of(Path capture, Map<String, String> declared, Path directory)
            throws IOException {
        Path segments = directory.resolve("segments.yaml");
        Files.writeString(segments, SEGMENT + equipment(declared));
        Path findings = directory.resolve("findings.ndjson");
        var said = new StringWriter();
        var line = new CommandLine(new ReplayCommand());
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        int code =
                line.execute(
                        "--segments",
                        segments.toString(),
                        "--findings",
                        findings.toString(),
                        capture.toString());
        if (code != 0) {
            throw new IOException("replay ended with " + code + ": " + said);
        }
        return verdict(findings);
    }

    private static String equipment(Map<String, String> declared) {
        Map<String, List<String>> all = new TreeMap<>();
        GATEWAY_IS.forEach(role -> all.put(role, new ArrayList<>(List.of(Lab.GATEWAY_MAC))));
        declared.forEach((role, mac) -> all.computeIfAbsent(role, _ -> new ArrayList<>()).add(mac));
        var text = new StringBuilder();
        all.forEach((role, macs) ->
                text.append("      ")
                        .append(role)
                        .append(": [\"")
                        .append(String.join("\", \"", macs))
                        .append("\"]\n"));
        return text.toString();
    }

    private static Verdict verdict(Path findings) throws IOException {
        Set<String> rules = new TreeSet<>();
        List<String> cases = new ArrayList<>();
        for (String alert : Files.readAllLines(findings)) {
            JsonNode node = JSON.readTree(alert);
            rules.add(node.path("rule").asText());
            cases.add(
                    node.path("rule").asText()
                            + " "
                            + node.path("mac").asText()
                            + " "
                            + node.path("evidence"));
        }
        return new Verdict(rules, cases);
    }
}
