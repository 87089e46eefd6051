package org.tapwarden.capture.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.Tshark.Conversation;

/// Our flows against Wireshark's reading of the same captures: innermost addresses and ports, VLAN,
/// and how many packets each end sent.
///
/// Where the two differ and we are right, a row of the exceptions says which frame, what we say,
/// and why; a row that no longer makes a difference fails the test.
class TsharkAgreementTest {

    private static final Path LABELLED = Path.of("../../shared/captures/labelled/pcap");
    private static final Path PACKS = Path.of("../../shared/captures/packs");

    /// Tunnels that Wireshark opens and we leave shut, so that they are flows of their own.
    private static final Map<String, String> LEFT_SHUT =
            Map.of(
                    "zeek--ayiya3.pcap",
                            "AYIYA was never more than a draft, and its broker is gone",
                    "zeek--geneve-arp.pcap", "an address claimed without a frame names no sender",
                    "zeek--gre-aruba-amsdu.pcap", "GRE types that only Aruba gave itself",
                    "zeek--vxlan-triple-v2.pcap", "the third tunnel is one too many");

    private static final String EXCEPTIONS = "tshark-exceptions.tsv";
    private static final int MOST_EXCEPTED_PERCENT = 2;

    /// Room for what any of these captures has: a table of the usual size takes longer to make than
    /// most take to read.
    private static final FlowLimits LIMITS =
            new FlowLimits(
                    1 << 14,
                    FlowLimits.DEFAULTS.datagramIdle(),
                    FlowLimits.DEFAULTS.tcpIdle(),
                    FlowLimits.DEFAULTS.linger(),
                    FlowLimits.DEFAULTS.slice());

    /// How many captures Wireshark reads at a time: `-Dtapwarden.whole=true`, as `./check soak`
    /// says, has it read each alone.
    private static final int TOGETHER = Boolean.getBoolean("tapwarden.whole") ? 1 : 40;

    @TempDir private Path directory;

    /// One row of the exceptions.
    ///
    /// @param ours what we say of the frame, null for nothing
    private record Excepted(
            String capture, int frame, @Nullable Conversation ours, String reason) {}

    /// A flow as our final record has it.
    private record Flow(
            long firstFrame, Conversation conversation, long sent, long answered, int vlan) {}

    @Test
    void finds_the_conversations_that_wireshark_finds() throws IOException {
        assumeThat(LABELLED).as("test captures beside the project").isDirectory();
        assumeThat(Tshark.isInstalled()).as("tshark is installed").isTrue();
        List<Excepted> exceptions = exceptions();
        List<Path> captures = captures(LABELLED);
        try (var all = Files.list(LABELLED)) {
            assertThat(captures).as("captures that open").hasSize((int) all.count());
        }
        var tshark = new Tshark(directory);
        List<String> differences = new ArrayList<>();
        Set<Excepted> used = new HashSet<>();
        compareAll(tshark, captures, exceptions, used).values().forEach(differences::addAll);
        assertThat(differences).isEmpty();
        assertThat(exceptions).as("rows that make a difference").allMatch(used::contains);
        long excepted = exceptions.stream().map(Excepted::capture).distinct().count();
        assertThat(excepted * 100)
                .as("captures with exceptions, of %s", captures.size())
                .isLessThanOrEqualTo((long) MOST_EXCEPTED_PERCENT * captures.size());
    }

    @Test
    void finds_what_wireshark_finds_in_tunnels_and_radio_frames() throws IOException {
        assumeThat(PACKS).as("test captures beside the project").isDirectory();
        assumeThat(Tshark.isInstalled()).as("tshark is installed").isTrue();
        var tshark = new Tshark(directory);
        Set<String> different = new TreeSet<>();
        List<String> differences = new ArrayList<>();
        for (String pack : List.of("tunnel", "wifi")) {
            List<Path> captures = captures(PACKS.resolve(pack));
            compareAll(tshark, captures, List.of(), new HashSet<>())
                    .forEach((name, here) -> {
                        different.add(name);
                        differences.addAll(LEFT_SHUT.containsKey(name) ? List.of() : here);
                    });
        }
        assertThat(differences).isEmpty();
        assertThat(different).containsExactlyInAnyOrderElementsOf(LEFT_SHUT.keySet());
    }

    /// The differences of each capture that has any, by its name.
    private static SequencedMap<String, List<String>> compareAll(
            Tshark tshark, List<Path> captures, List<Excepted> exceptions, Set<Excepted> used)
            throws IOException {
        var different = new LinkedHashMap<String, List<String>>();
        for (int from = 0; from < captures.size(); from += TOGETHER) {
            List<Path> some = captures.subList(from, Math.min(from + TOGETHER, captures.size()));
            List<SequencedMap<Integer, Tshark.Frame>> theirs = tshark.readTogether(some);
            for (int i = 0; i < some.size(); i++) {
                Path capture = some.get(i);
                List<String> here = compare(capture, theirs.get(i), exceptions, used);
                if (!here.isEmpty()) {
                    here = compare(capture, tshark.read(capture), exceptions, used);
                }
                if (!here.isEmpty()) {
                    different.put(capture.getFileName().toString(), here);
                }
            }
        }
        return different;
    }

    /// A few files there are another tool's own format.
    private static List<Path> captures(Path directory) throws IOException {
        List<Path> captures = new ArrayList<>();
        try (var list = Files.list(directory)) {
            for (Path file : list.sorted().toList()) {
                if (isCapture(file)) {
                    captures.add(file);
                }
            }
        }
        return captures;
    }

    private static boolean isCapture(Path file) {
        try (var capture = CaptureFile.open(file)) {
            return capture.size() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> compare(
            Path capture,
            SequencedMap<Integer, Tshark.Frame> frames,
            List<Excepted> exceptions,
            Set<Excepted> used)
            throws IOException {
        String name = capture.getFileName().toString();
        Map<Integer, Excepted> here = new TreeMap<>();
        exceptions.stream()
                .filter(e -> e.capture().equals(name))
                .forEach(e -> here.put(e.frame(), e));
        Map<String, Long> theirs = new TreeMap<>();
        frames.forEach((number, frame) -> {
            Conversation said = frame.conversation();
            Excepted exception = here.get(number);
            if (exception != null && !Objects.equals(exception.ours(), said)) {
                used.add(exception);
                said = exception.ours();
            } else if (frame.isPart() && frame.fragments().isEmpty()) {
                // Counted with the frame that makes its datagram whole, or not at all.
                said = null;
            }
            if (said != null) {
                theirs.merge(side(said), 1L + frame.fragments().size(), Long::sum);
            }
        });
        Map<String, Long> ours = new TreeMap<>();
        List<String> differences = new ArrayList<>();
        for (Flow flow : flows(capture)) {
            Conversation there = flow.conversation();
            if (flow.sent() > 0) {
                ours.merge(side(there), flow.sent(), Long::sum);
            }
            if (flow.answered() > 0) {
                ours.merge(side(turned(there)), flow.answered(), Long::sum);
            }
            Tshark.Frame first = frames.get((int) flow.firstFrame());
            if (first == null || first.vlan() != flow.vlan()) {
                differences.add(
                        name
                                + " #"
                                + flow.firstFrame()
                                + ": vlan "
                                + flow.vlan()
                                + " not "
                                + (first == null ? "there" : first.vlan()));
            }
        }
        Set<String> sides = new TreeSet<>(ours.keySet());
        sides.addAll(theirs.keySet());
        for (String side : sides) {
            long us = ours.getOrDefault(side, 0L);
            long them = theirs.getOrDefault(side, 0L);
            if (us != them) {
                differences.add(name + ": " + side + " is " + us + " packets, in tshark " + them);
            }
        }
        return differences;
    }

    private static Conversation turned(Conversation c) {
        return new Conversation(c.protocol(), c.to(), c.toPort(), c.from(), c.fromPort());
    }

    /// Type and code stand where our ports are; of ICMP the addresses are compared.
    private static String side(Conversation c) {
        return c.isBetweenPorts()
                ? c.toString()
                : new Conversation(c.protocol(), c.from(), 0, c.to(), 0).toString();
    }

    private List<Excepted> exceptions() throws IOException {
        List<Excepted> rows = new ArrayList<>();
        try (var in = getClass().getResourceAsStream(EXCEPTIONS)) {
            assertThat(in).as(EXCEPTIONS).isNotNull();
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] cells = line.split("\t", -1);
                    for (String frame : cells[1].split(",", -1)) {
                        int number = Integer.parseInt(frame);
                        rows.add(new Excepted(cells[0], number, conversation(cells[2]), cells[3]));
                    }
                }
            }
        }
        return rows;
    }

    /// `PROTOCOL FROM PORT TO PORT`, or `-` where we say nothing.
    private static @Nullable Conversation conversation(String text) {
        if (text.equals("-")) {
            return null;
        }
        String[] words = text.split(" ", -1);
        return new Conversation(
                Integer.parseInt(words[0]),
                Address.parse(words[1]),
                Integer.parseInt(words[2]),
                Address.parse(words[3]),
                Integer.parseInt(words[4]));
    }

    private static List<Flow> flows(Path capture) throws IOException {
        List<Flow> flows = new ArrayList<>();
        var pipeline = Pipeline.of(LIMITS, Recorder::new);
        EventMerge.Receiver receiver =
                (_, array, offset, length) ->
                        flows.add(flow(new String(array, offset, length, StandardCharsets.UTF_8)));
        try (var replay = new Replay(pipeline, CaptureFile.open(capture), 1)) {
            replay.start();
            while (!replay.isOver()) {
                if (replay.events().drain(receiver, 1_000) == 0) {
                    Thread.onSpinWait();
                }
            }
            while (replay.events().drain(receiver, 1_000) > 0) {
                Thread.onSpinWait();
            }
        }
        return flows;
    }

    private static Flow flow(String line) {
        String[] cells = line.split("\t", -1);
        return new Flow(
                Long.parseLong(cells[0]),
                Objects.requireNonNull(conversation(cells[1])),
                Long.parseLong(cells[2]),
                Long.parseLong(cells[3]),
                Integer.parseInt(cells[4]));
    }

    /// Writes down final flow records and looks into nothing.
    private static final class Recorder extends SilentInspector {
        private final FlowTable table;
        private final EventStream events;

        Recorder(FlowTable table, EventStream events) {
            this.table = table;
            this.events = events;
        }

        @Override
        public void ended(int slot, EndReason reason) {
            String record =
                    "%d\t%d %s %d %s %d\t%d\t%d\t%d"
                            .formatted(
                                    table.flowId(slot),
                                    table.protocolNumber(slot),
                                    table.source(slot),
                                    table.sourcePort(slot),
                                    table.destination(slot),
                                    table.destinationPort(slot),
                                    table.packets(slot, Direction.FROM_SOURCE),
                                    table.packets(slot, Direction.FROM_DESTINATION),
                                    table.vlan(slot));
            byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
            events.flow(bytes, bytes.length);
        }
    }
}
