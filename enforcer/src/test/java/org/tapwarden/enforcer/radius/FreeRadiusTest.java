package org.tapwarden.enforcer.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Against a real server, asked through the settings that an operator would write.
class FreeRadiusTest {

    @TempDir static Path shared;
    private static FreeRadius server;

    @TempDir Path folder;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = new FreeRadius(shared);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void write_the_secrets() throws IOException {
        Files.writeString(folder.resolve("right"), "testing123\n");
        Files.writeString(folder.resolve("wrong"), "testing124\n");
        for (String name : new String[] {"right", "wrong"}) {
            Files.setPosixFilePermissions(
                    folder.resolve(name), PosixFilePermissions.fromString("rw-r-----"));
        }
        for (String name : new String[] {"client.key", "stranger.key"}) {
            Files.setPosixFilePermissions(
                    shared.resolve(name), PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    private Outcome held(String serverYaml, String session) throws IOException {
        return held("denied", serverYaml, session);
    }

    /// For those that wait until the end: all at once.
    private CompletableFuture<Outcome> later(String list, String serverYaml, String session) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return held(list, serverYaml, session);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Outcome held(String list, String serverYaml, String session) throws IOException {
        String yaml = "deny-list: " + list + "\nservers:\n  - " + serverYaml + "\n";
        var node =
                Yaml.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "test");
        RadiusNetwork network = RadiusSettings.of(node, folder).orElseThrow().open();
        try (var driver =
                new RadiusDriver(
                        network,
                        Sample.known(Sample.session(Sample.ROGUE, "sw1", session)),
                        InstantSource.system())) {
            return driver.hold(Sample.GRANT, Duration.ofMinutes(3));
        }
    }

    private String udp(int port, String more) {
        return "{name: sw1, address: '127.0.0.1:" + port + "', secret-file: right" + more + "}";
    }

    private String tls(String more) {
        return tls(server.tls, "client", "ca", more);
    }

    private String tls(int port, String own, String authority, String more) {
        return "{name: sw1, address: '127.0.0.1:"
                + port
                + "', transport: radsec, ca-file: "
                + shared.resolve(authority + ".pem")
                + ", certificate-file: "
                + shared.resolve(own + ".pem")
                + ", key-file: "
                + shared.resolve(own + ".key")
                + more
                + "}";
    }

    @Test
    void a_server_that_requires_a_message_authenticator_gets_one() throws Exception {
        assertThat(held(udp(server.strict, ""), "abc"))
                .isEqualTo(Outcome.unconfirmed(Reason.NAS_ACKNOWLEDGED, "sw1: Disconnect-ACK"));
        Process radclient =
                new ProcessBuilder(
                                "radclient",
                                "-t",
                                "1",
                                "-r",
                                "1",
                                "127.0.0.1:" + server.strict,
                                "disconnect",
                                "testing123")
                        .redirectErrorStream(true)
                        .start();
        try (var in = radclient.getOutputStream()) {
            in.write("Acct-Session-Id=abc\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(radclient.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(radclient.exitValue()).as("without one it is silent").isNotZero();
        assertThat(server.log()).contains("does not contain required Message-Authenticator");
    }

    @Test
    void a_server_that_requires_none_and_sends_none_is_believed() throws IOException {
        assertThat(held(udp(server.lax, ""), "abc").reason()).isEqualTo(Reason.NAS_ACKNOWLEDGED);
    }

    /// Measured: 3.2.1, made to send a Message-Authenticator, keys it on zeros, not on the Request
    /// Authenticator (RFC 5176, section 3.4).
    @Test
    void what_is_not_proven_as_the_settings_and_the_standard_want_it_is_a_failure()
            throws IOException {
        var required = later("a", udp(server.lax, ", message-authenticator: required"), "abc");
        var otherwise = later("b", udp(server.strict, ""), "proven");
        var wrong = later("c", udp(server.strict, "").replace("right", "wrong"), "abc");
        assertThat(required.join().reason()).isEqualTo(Reason.NAS_NO_MESSAGE_AUTHENTICATOR);
        assertThat(otherwise.join().reason()).isEqualTo(Reason.NAS_WRONG_MESSAGE_AUTHENTICATOR);
        assertThat(wrong.join().reason())
                .as("a server with another secret says nothing")
                .isEqualTo(Reason.NAS_SILENT);
        for (String list : List.of("a", "b", "c")) {
            assertThat(Files.readString(folder.resolve(list))).doesNotContain("020000000101");
        }
    }

    @ParameterizedTest
    @EnumSource(ErrorCause.class)
    void each_error_cause_is_an_outcome_of_its_own_and_none_is_success(ErrorCause cause)
            throws IOException {
        Outcome outcome = held(udp(server.strict, ""), Integer.toString(cause.number()));
        assertThat(outcome.reason()).isEqualTo(cause.reason());
        assertThat(outcome.kind())
                .isEqualTo(
                        cause == ErrorCause.SESSION_CONTEXT_NOT_FOUND
                                ? Kind.UNCONFIRMED
                                : Kind.FAILED);
        assertThat(outcome.detail()).contains("Disconnect-NAK, " + cause.words());
    }

    @Test
    void a_device_is_moved_to_the_vlan_of_the_settings_and_to_no_other() throws IOException {
        assertThat(held(udp(server.strict, ", vlan: 666"), "abc"))
                .isEqualTo(Outcome.unconfirmed(Reason.NAS_ACKNOWLEDGED, "sw1: CoA-ACK"));
        Files.delete(folder.resolve("denied"));
        assertThat(held(udp(server.strict, ", vlan: 667"), "abc").kind()).isEqualTo(Kind.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", certificate-name: closet.example"})
    void over_tls_both_prove_themselves_by_certificates(String name) throws IOException {
        assertThat(held(tls(name), "abc"))
                .isEqualTo(Outcome.unconfirmed(Reason.NAS_ACKNOWLEDGED, "sw1: Disconnect-ACK"));
        assertThat(held(tls(name + ", vlan: 666"), "def").kind()).isEqualTo(Kind.UNCONFIRMED);
        Files.delete(folder.resolve("denied"));
        assertThat(held(tls(name), "504").reason())
                .isEqualTo(Reason.NAK_SESSION_CONTEXT_NOT_REMOVABLE);
    }

    @Test
    void over_tls_nobody_is_believed_by_another_authority_or_under_another_name()
            throws IOException {
        assertThat(held(tls(server.tls, "client", "other", ""), "abc").reason())
                .as("its authority is not ours")
                .isEqualTo(Reason.NAS_TLS_REFUSED);
        assertThat(held(tls(", certificate-name: another.example"), "abc").reason())
                .as("its certificate says another name")
                .isEqualTo(Reason.NAS_TLS_REFUSED);
        assertThat(held(tls(server.tls, "stranger", "ca", ""), "abc").reason())
                .as("our authority is not its")
                .isEqualTo(Reason.NAS_TLS_REFUSED);
    }

    @Test
    void over_tls_nobody_there_and_nobody_who_speaks_are_told_apart() throws Exception {
        int port;
        try (var mute = new ServerSocket(0)) {
            port = mute.getLocalPort();
            assertThat(held(tls(port, "client", "ca", ""), "abc").reason())
                    .isEqualTo(Reason.NAS_SILENT);
        }
        assertThat(held(tls(port, "client", "ca", ""), "abc").reason())
                .isEqualTo(Reason.NAS_UNREACHABLE);
    }

    @Test
    void a_secret_or_key_that_others_can_read_or_that_is_none_stops_the_start() throws IOException {
        Files.setPosixFilePermissions(
                folder.resolve("right"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> held(udp(1, ""), "abc"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("servers (sw1).secret-file: ")
                .hasMessageEndingWith("can be read by everybody; say chmod o-r");
        assertThatThrownBy(() -> held(udp(1, "").replace("right", "missing"), "abc"))
                .hasMessageEndingWith("missing cannot be read");
        Files.writeString(folder.resolve("wrong"), "short\n");
        assertThatThrownBy(() -> held(udp(1, "").replace("right", "wrong"), "abc"))
                .hasMessageContaining("holds a secret shorter than 8 characters");
        assertThatThrownBy(() -> held(tls(1, "client", "missing", ""), "abc"))
                .hasMessageContaining("ca-file: ")
                .hasMessageContaining("is missing, or holds no certificate");
        assertThatThrownBy(() -> held(tls(1, "nobody", "ca", ""), "abc"))
                .hasMessageContaining("key-file: ")
                .hasMessageEndingWith("cannot be read");
    }
}
