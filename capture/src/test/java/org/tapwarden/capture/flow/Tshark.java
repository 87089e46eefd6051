package org.tapwarden.capture.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;

/// Wireshark's opinion of a capture, frame by frame: the innermost conversation and the VLAN.
final class Tshark {

    /// One frame's conversation, from its sender's side; ports are 0 where there are none.
    ///
    /// @param protocol IANA's number
    record Conversation(int protocol, Address from, int fromPort, Address to, int toPort) {

        boolean isBetweenPorts() {
            return protocol == 6 || protocol == 17 || protocol == 132;
        }

        @Override
        public String toString() {
            return protocol + " " + from + ":" + fromPort + " > " + to + ":" + toPort;
        }
    }

    /// @param conversation null where the frame has none, or waits for the rest of its datagram
    /// @param vlan the outermost, or -1
    /// @param fragments the frames whose parts made this one's datagram whole, without itself
    /// @param isPart a fragment of a datagram
    record Frame(
            @Nullable Conversation conversation,
            int vlan,
            List<Integer> fragments,
            boolean isPart,
            String layers) {

        /// In a capture that begins so many frames later.
        Frame movedBack(int frames) {
            List<Integer> parts = fragments.stream().map(part -> part - frames).toList();
            return new Frame(conversation, vlan, parts, isPart, layers);
        }
    }

    private static final List<String> FIELDS =
            List.of(
                    "frame.number",
                    "frame.protocols",
                    "vlan.id",
                    "ip.src",
                    "ip.dst",
                    "ip.proto",
                    "ip.flags.mf",
                    "ip.frag_offset",
                    "ip.fragment",
                    "ipv6.src",
                    "ipv6.dst",
                    "ipv6.nxt",
                    "ipv6.fragment",
                    "tcp.srcport",
                    "tcp.dstport",
                    "udp.srcport",
                    "udp.dstport",
                    "sctp.srcport",
                    "sctp.dstport");

    private final Path settings;

    /// @param settings an empty directory, so that nobody's own preferences change the answer
    Tshark(Path settings) {
        this.settings = settings;
    }

    static boolean isInstalled() {
        try {
            return new ProcessBuilder("tshark", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// The frames of several captures, as {@link #read} gives those of one. To start Wireshark
    /// takes longer than to read most captures, so they are read as one file. What it remembers of
    /// one may colour the next: a difference found here is to be looked at again in that capture
    /// alone.
    List<SequencedMap<Integer, Frame>> readTogether(List<Path> captures) throws IOException {
        List<Integer> lengths = new ArrayList<>();
        List<String> count = new ArrayList<>(List.of("capinfos", "-T", "-r", "-m", "-c"));
        captures.forEach(capture -> count.add(capture.toString()));
        for (String line : lines(count)) {
            lengths.add(Integer.valueOf(line.substring(line.lastIndexOf(',') + 1)));
        }
        Path joined = Files.createTempFile(settings, "joined", ".pcapng");
        List<String> join = new ArrayList<>(List.of("mergecap", "-a", "-w", joined.toString()));
        captures.forEach(capture -> join.add(capture.toString()));
        lines(join);
        SequencedMap<Integer, Frame> all = read(joined);
        Files.delete(joined);
        List<SequencedMap<Integer, Frame>> each = new ArrayList<>();
        boolean isWhole = all.size() == lengths.stream().mapToInt(Integer::intValue).sum();
        if (lengths.size() != captures.size() || !isWhole) {
            for (Path capture : captures) {
                each.add(read(capture)); // one that is damaged ends the joined file
            }
            return each;
        }
        int before = 0;
        for (int length : lengths) {
            var frames = new TreeMap<Integer, Frame>();
            for (int number = 1; number <= length; number++) {
                frames.put(number, all.get(before + number).movedBack(before));
            }
            each.add(frames);
            before += length;
        }
        return each;
    }

    private static List<String> lines(List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var lines = process.inputReader(UTF_8)) {
            return lines.lines().toList();
        }
    }

    /// All frames of a capture by their number, which begins at 1.
    SequencedMap<Integer, Frame> read(Path capture) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("tshark", "-n", "-r", capture.toString(), "-T", "fields"));
        // What a stream carries does not matter here, and joining its pieces takes long.
        command.addAll(List.of("-o", "tcp.desegment_tcp_streams:FALSE"));
        command.addAll(List.of("-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=;"));
        FIELDS.forEach(field -> command.addAll(List.of("-e", field)));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("WIRESHARK_CONFIG_DIR", settings.toString());
        Process process = builder.start();
        var frames = new TreeMap<Integer, Frame>();
        try (var lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                var row = new Row(line);
                frames.put(row.number(), row.frame());
            }
        }
        return frames;
    }

    /// One line of fields, each with all its occurrences in the frame.
    private static final class Row {

        private final Map<String, List<String>> fields = new HashMap<>();

        Row(String line) {
            String[] cells = line.split("\t", -1);
            for (int i = 0; i < FIELDS.size(); i++) {
                String cell = i < cells.length ? cells[i] : "";
                fields.put(
                        FIELDS.get(i),
                        cell.isEmpty() ? List.of() : Arrays.asList(cell.split(";", -1)));
            }
        }

        int number() {
            return Integer.parseInt(fields.get("frame.number").getFirst());
        }

        Frame frame() {
            List<String> tags = fields.get("vlan.id");
            int vlan = tags.isEmpty() ? -1 : Integer.parseInt(tags.getFirst());
            String layers = String.join("", fields.get("frame.protocols"));
            List<Integer> parts = new ArrayList<>();
            for (String field : List.of("ip.fragment", "ipv6.fragment")) {
                fields.get(field).forEach(part -> parts.add(Integer.valueOf(part)));
            }
            parts.remove(Integer.valueOf(number()));
            boolean isPart =
                    fields.get("ip.flags.mf").stream().anyMatch(mf -> mf.matches("1|True"))
                            || fields.get("ip.frag_offset").stream().anyMatch(o -> !o.equals("0"))
                            || layers.contains("ipv6.fraghdr");
            return new Frame(innermost(layers.split(":", -1)), vlan, parts, isPart, layers);
        }

        /// Walks the layers from outside in. An ICMP error quotes the packet that caused it: what
        /// comes after ICMP is no conversation of this frame.
        private @Nullable Conversation innermost(String[] layers) {
            var seen = new HashMap<String, Integer>();
            String packet = "";
            String transport = "";
            for (String layer : layers) {
                seen.merge(layer, 1, Integer::sum);
                switch (layer) {
                    case "ip", "ipv6" -> {
                        // A header that is cut or lies is named, but has no addresses.
                        if (seen.get(layer) <= fields.get(layer + ".dst").size()) {
                            packet = layer;
                            transport = "";
                        }
                    }
                    case "arp" -> packet = "";
                    case "tcp", "udp", "sctp", "icmp", "icmpv6" -> {
                        if (transport.isEmpty()) {
                            transport = layer;
                        }
                    }
                    default -> {}
                }
                if (layer.equals("icmp") || layer.equals("icmpv6")) {
                    break;
                }
            }
            return packet.isEmpty() ? null : conversation(packet, transport, seen);
        }

        private Conversation conversation(
                String packet, String transport, Map<String, Integer> seen) {
            int nth = seen.get(packet) - 1;
            Address from = Address.parse(fields.get(packet + ".src").get(nth));
            Address to = Address.parse(fields.get(packet + ".dst").get(nth));
            int protocol =
                    switch (transport) {
                        case "tcp" -> 6;
                        case "udp" -> 17;
                        case "sctp" -> 132;
                        case "icmp" -> 1;
                        case "icmpv6" -> 58;
                        default ->
                                Integer.parseInt(
                                        fields.get(packet.equals("ip") ? "ip.proto" : "ipv6.nxt")
                                                .get(nth));
                    };
            List<String> sources = fields.getOrDefault(transport + ".srcport", List.of());
            List<String> destinations = fields.getOrDefault(transport + ".dstport", List.of());
            int port = seen.getOrDefault(transport, 0) - 1;
            boolean ported = port >= 0 && port < Math.min(sources.size(), destinations.size());
            return new Conversation(
                    protocol,
                    from,
                    ported ? Integer.parseInt(sources.get(port)) : 0,
                    to,
                    ported ? Integer.parseInt(destinations.get(port)) : 0);
        }
    }
}
