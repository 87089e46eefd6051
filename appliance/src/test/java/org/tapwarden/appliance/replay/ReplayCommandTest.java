package org.tapwarden.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReplayCommandTest {

    private static final Path PACKS = Path.of("../../shared/captures/packs");
    private static final Path LABELLED = Path.of("../../shared/captures/labelled/pcap");

    @TempDir private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path morning = Path.of("");

    @BeforeEach
    void a_capture_of_a_short_morning() throws IOException {
        morning = Morning.write(directory.resolve("morning.pcap"));
    }

    @Test
    void names_a_later_flow_by_the_answer_its_client_got() throws IOException {
        Path flows = directory.resolve("flows.ndjson");
        assertThat(run("--flows", flows.toString(), morning.toString())).isZero();
        assertThat(Files.readAllLines(flows))
                .anySatisfy(line ->
                        assertThat(line)
                                .contains("\"domain\":\"www.example.org\"")
                                .contains("\"grounds\":[")
                                .contains("10.20.1.5"));
        assertThat(out.toString()).contains("dns").contains("named by an earlier DNS answer");
    }

    @Test
    void finds_the_server_name_of_a_hello_whose_datagram_was_fragmented() throws IOException {
        Path flows = directory.resolve("flows.ndjson");
        run("--flows", flows.toString(), morning.toString());
        assertThat(Files.readString(flows)).contains("\"server_name\":\"fragmented.example.org\"");
    }

    @Test
    void writes_the_same_bytes_for_every_number_of_threads() throws IOException {
        byte[] one = flows(morning, 1);
        assertThat(one).isNotEmpty();
        assertThat(flows(morning, 2)).isEqualTo(one);
        assertThat(flows(morning, 5)).isEqualTo(one);
    }

    @Test
    void every_repeat_is_a_fresh_observation() throws IOException {
        int once = Files.readAllLines(write("--repeat", "1")).size();
        assertThat(Files.readAllLines(write("--repeat", "3"))).hasSize(3 * once);
    }

    @Test
    void each_capture_is_written_to_a_file_of_its_own_and_a_bad_one_stops_no_other()
            throws IOException {
        Path text = Files.writeString(directory.resolve("notes.pcap"), "no capture at all");
        Path target = directory.resolve("out");
        int code = run("--each", "--flows", target.toString(), text.toString(), morning.toString());
        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("notes.pcap").contains("no capture");
        assertThat(target.resolve("morning.pcap.ndjson")).isNotEmptyFile();
        assertThat(target.resolve("notes.pcap.ndjson")).doesNotExist();
    }

    @Test
    void an_empty_capture_writes_an_empty_file() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.pcap"));
        Path target = directory.resolve("out");
        assertThat(run("--each", "--flows", target.toString(), empty.toString())).isZero();
        assertThat(target.resolve("empty.pcap.ndjson")).isEmptyFile();
    }

    @Test
    void a_cut_capture_is_one_warning_and_no_failure() throws IOException {
        byte[] bytes = Files.readAllBytes(morning);
        Path cut = directory.resolve("cut.pcap");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 3));
        assertThat(run(cut.toString())).isZero();
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("ends inside a record");
    }

    @Test
    void trouble_is_one_line_and_exit_code_1() {
        assertThat(run(directory.resolve("nope.pcap").toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("tapwarden: no such file").hasLineCount(1);
    }

    @Test
    void a_directory_is_no_capture() {
        assertThat(run(directory.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("is a directory").hasLineCount(1);
    }

    @Test
    void a_wrong_command_line_is_exit_code_2() {
        assertThat(run("--threads", "17", morning.toString())).isEqualTo(2);
        assertThat(run("--each", morning.toString())).isEqualTo(2);
        assertThat(run("--each", "--flows", "x", "a/one.pcap", "b/one.pcap")).isEqualTo(2);
        assertThat(run("--no-such-option", morning.toString())).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("would both be written to one file");
    }

    @Test
    void reads_malformed_captures_without_an_error_and_alike_on_any_number_of_threads()
            throws IOException {
        assumeThat(PACKS).as("test captures beside the project").isDirectory();
        List<Path> files;
        try (var walk = Files.walk(PACKS)) {
            files =
                    walk.filter(f -> f.toString().matches(".*\\.(pcap|pcapng|cap)"))
                            .sorted()
                            .toList();
        }
        sameForOneAndThree(files);
    }

    @Test
    void reads_every_labelled_capture_alike_on_any_number_of_threads() throws IOException {
        assumeThat(LABELLED).as("test captures beside the project").isDirectory();
        try (var list = Files.list(LABELLED)) {
            sameForOneAndThree(list.sorted().toList());
        }
    }

    private void sameForOneAndThree(List<Path> files) throws IOException {
        Path one = directory.resolve("one");
        Path three = directory.resolve("three");
        String[] names = files.stream().map(Path::toString).toArray(String[]::new);
        run(arguments(names, "--each", "--flows", one.toString()));
        run(arguments(names, "--each", "--threads", "3", "--flows", three.toString()));
        assertThat(err.toString()).doesNotContain("Exception").doesNotContain("Error");
        for (Path file : files) {
            Path name = Path.of(file.getFileName() + ".ndjson");
            if (Files.exists(one.resolve(name))) {
                assertThat(three.resolve(name)).hasSameBinaryContentAs(one.resolve(name));
            }
        }
    }

    @Test
    void explains_each_flow_once_in_words() throws IOException {
        Path flows = directory.resolve("explained.ndjson");
        assertThat(
                        run(
                                "--explain",
                                "--repeat",
                                "2",
                                "--flows",
                                flows.toString(),
                                morning.toString()))
                .isZero();
        List<String> told = out.toString().lines().filter(line -> line.contains(" over ")).toList();
        assertThat(told).hasSize(Files.readAllLines(flows).size() / 2).isNotEmpty();
        assertThat(told)
                .contains(
                        "10.20.1.1:5000 to 10.20.0.1:53 over udp: dns (network), seen in clear,"
                                + " because its own bytes say so (dns query).");
    }

    @Test
    void what_came_second_is_written_and_told_only_where_something_did() throws IOException {
        var capture = new TalkCapture();
        capture.add(1, Talk.tcp("ssh", 443).client("SSH-2.0-a\r\n").server("SSH-2.0-b\r\n"), 1);
        capture.add(2, Talk.tcp("ssh", 22).client("SSH-2.0-a\r\n").server("SSH-2.0-b\r\n"), 1);
        byte[] head = Talk.hex("1234 0100 0001 0000 0000 0000");
        String name = "\3www\7nordvpn\3com\0";
        capture.add(3, Talk.udp("dns", 53).client(head, name, Talk.hex("0001 0001")), 1);
        Path pcap = capture.write(directory.resolve("second.pcap"));
        Path flows = directory.resolve("second.ndjson");
        assertThat(run("--explain", "--flows", flows.toString(), pcap.toString())).isZero();
        assertThat(Files.readAllLines(flows).stream().filter(line -> line.contains("runner_up")))
                .satisfiesExactlyInAnyOrder(
                        ssh ->
                                assertThat(ssh)
                                        .contains(TalkCapture.client(1))
                                        .contains(
                                                ",\"runner_up\":{\"category\":\"web\",\"protocol\":\"tls\","
                                                        + "\"grounds\":\"port:443\",\"lost\":\"port-alone\"}"),
                        dns ->
                                assertThat(dns)
                                        .contains(TalkCapture.client(3))
                                        .contains(
                                                ",\"runner_up\":{\"category\":\"vpn\",\"protocol\":\"dns\","
                                                        + "\"application\":\"nordvpn\",\"grounds\":"
                                                        + "\"service-table:nordvpn\",\"lost\":\"lookup\"}"));
        assertThat(out.toString().lines().filter(line -> line.contains(" Second was ")))
                .satisfiesExactlyInAnyOrder(
                        ssh ->
                                assertThat(ssh)
                                        .endsWith(
                                                "Second was tls (web), since port 443 is where that"
                                                        + " is at home; but a port alone makes no"
                                                        + " label."),
                        dns ->
                                assertThat(dns)
                                        .endsWith(
                                                "Second was nordvpn over dns (vpn), since the name"
                                                        + " www.nordvpn.com belongs to nordvpn in our"
                                                        + " table of services; but to look a name up"
                                                        + " is not to use it."));
        byte[] one = flows(pcap, 1);
        assertThat(flows(pcap, 3)).isEqualTo(one);
    }

    private static final class FullWriter extends Writer {
        @Override
        public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("no space");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void output_that_is_not_taken_is_told_and_fails() {
        var line = new CommandLine(new ReplayCommand());
        line.setOut(new PrintWriter(new FullWriter(), true));
        line.setErr(new PrintWriter(err, true));
        assertThat(line.execute("--explain", morning.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("cannot write to standard output");
    }

    private static String[] arguments(String[] files, String... options) {
        String[] all = Arrays.copyOf(options, options.length + files.length);
        System.arraycopy(files, 0, all, options.length, files.length);
        return all;
    }

    private Path write(String... options) {
        Path flows = directory.resolve("flows" + options[1] + ".ndjson");
        String[] rest = {"--flows", flows.toString(), morning.toString()};
        assertThat(run(arguments(rest, options))).isZero();
        return flows;
    }

    private byte[] flows(Path capture, int threads) throws IOException {
        Path flows = directory.resolve("threads" + threads + ".ndjson");
        run("--threads", "" + threads, "--flows", flows.toString(), capture.toString());
        return Files.readAllBytes(flows);
    }

    private int run(String... arguments) {
        var line = new CommandLine(new ReplayCommand());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
