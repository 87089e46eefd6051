package org.tapwarden.appliance.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoTest {

    record Said(int exit, String out, String err) {}

    private static Said demo(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                new CommandLine(new DemoCommand())
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        return new Said(exit, out.toString(), err.toString());
    }

    private static long leftBehind() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(p -> p.toString().contains("tapwarden-demo-")).count();
        }
    }

    @Test
    void the_tour_shows_the_case_the_silence_the_mail_the_quarantine_and_the_audit()
            throws Exception {
        long before = leftBehind();
        Said said = demo("--once", "--port", "0", "--speed", "40");
        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("== 1 of 5")
                .contains("50:c7:bf:4a:1e:32 (TP-LINK")
                .contains("identity and forwarding")
                .contains("What speaks against it")
                .contains("K.17")
                .contains("docking station of OFFICE-LT-022")
                .contains("not seen forwarding for others")
                .contains("phone iPhone")
                .contains("its MAC is a private one")
                .contains("To: helpdesk@lincoln.example")
                .contains("Simulated only: quarantine")
                .containsPattern("It ends by itself in 0:14:\\d\\d, renewed while case alert-")
                .contains("Released by hand")
                .contains("refused: the purpose must have 3 to 500 characters")
                .contains("openvpn")
                .contains("\"act\":\"search-begun\"")
                .contains("\"act\":\"search-ended\"")
                .doesNotContain("That is wrong");
        assertThat(alerts(said.out())).as("nobody innocent").isEqualTo(2);
        assertThat(leftBehind()).isEqualTo(before);
    }

    private static long alerts(String out) {
        return out.lines().filter(l -> l.contains("  ALERT ")).count();
    }

    @Test
    void a_busy_port_is_one_line_and_exit_1() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Said said = demo("--port", Integer.toString(taken.getLocalPort()));
            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.err().lines()).hasSize(1).first().asString().contains("port is taken");
        }
    }

    @Test
    void a_wrong_speed_is_exit_2() {
        assertThat(demo("--speed", "0").exit()).isEqualTo(2);
    }
}
