package org.tapwarden.enforcer.radius;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// radsecproxy as whoever is asked over TLS: a real peer that proves who it is and wants the same
/// of us, and that passes no Disconnect on. And what the test of a driver says of such peers.
class RadsecProxyTest {

    @TempDir static Path shared;
    private static FreeRadius server;
    private static RadsecProxy proxy;

    @TempDir Path folder;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = new FreeRadius(shared);
        proxy = new RadsecProxy(shared);
        for (String name : List.of("client", "visitor", "stranger")) {
            Files.setPosixFilePermissions(
                    shared.resolve(name + ".key"), PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    @AfterAll
    static void stop() {
        if (proxy != null) {
            proxy.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static String peer(int port, String own, String authority, String more) {
        return "{name: hub, address: '127.0.0.1:%d', transport: radsec, ca-file: %s,"
                        .formatted(port, shared.resolve(authority + ".pem"))
                + " certificate-file: %s, key-file: %s%s}"
                        .formatted(
                                shared.resolve(own + ".pem"), shared.resolve(own + ".key"), more);
    }

    private <T> T with(String list, String peer, Function<RadiusDriver, T> asks) {
        String yaml = "deny-list: " + list + "\nservers:\n  - " + peer + "\n";
        try {
            var node =
                    Yaml.read(
                            new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                            "test");
            RadiusNetwork network = RadiusSettings.of(node, folder).orElseThrow().open();
            try (var driver =
                    new RadiusDriver(
                            network,
                            Sample.known(Sample.session(Sample.ROGUE, "hub", "abc")),
                            InstantSource.system())) {
                return asks.apply(driver);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome held(String list, String peer) {
        return with(list, peer, driver -> driver.hold(Sample.GRANT, Duration.ofMinutes(3)));
    }

    private Reach tested(String peer) {
        return with("tested", peer, RadiusDriver::probe);
    }

    @Test
    void what_it_does_not_pass_on_is_silence_and_leaves_nothing_behind() throws IOException {
        String peer = peer(proxy.port, "client", "ca", "");
        String moving = peer(proxy.port, "client", "ca", ", vlan: 666");
        var first = CompletableFuture.supplyAsync(() -> held("a", peer));
        var second = CompletableFuture.supplyAsync(() -> held("b", moving));
        for (Outcome outcome : List.of(first.join(), second.join())) {
            assertThat(outcome)
                    .isEqualTo(
                            Outcome.failed(
                                    Reason.NAS_SILENT,
                                    "hub: TLS was agreed, and it did not answer"));
        }
        for (String list : List.of("a", "b")) {
            assertThat(Files.readString(folder.resolve(list))).doesNotContain("020000000101");
        }
        assertThat(proxy.log())
                .contains("TLS connection from 127.0.0.1, client appliance, subject CN=client up")
                .contains("radsrv: ignoring request from appliance (127.0.0.1)");
    }

    @Test
    void whom_it_does_not_know_and_whom_we_do_not_know_is_told_as_tls_that_was_refused() {
        assertThat(held("a", peer(proxy.port, "stranger", "ca", "")).reason())
                .as("our authority is not its")
                .isEqualTo(Reason.NAS_TLS_REFUSED);
        Outcome visitor = held("a", peer(proxy.port, "visitor", "ca", ""));
        assertThat(visitor.reason()).as("no client of its").isEqualTo(Reason.NAS_TLS_REFUSED);
        assertThat(visitor.detail()).contains("may not know whose our certificate is");
        assertThat(held("a", peer(proxy.port, "client", "other", "")).reason())
                .as("its authority is not ours")
                .isEqualTo(Reason.NAS_TLS_REFUSED);
        String elsewhere = ", certificate-name: another.example";
        assertThat(held("a", peer(proxy.port, "client", "ca", elsewhere)).reason())
                .as("its certificate says another name")
                .isEqualTo(Reason.NAS_TLS_REFUSED);
    }

    @Test
    void the_test_of_the_driver_asks_whether_a_peer_is_there_and_knows_us() throws IOException {
        Reach there = tested(peer(proxy.port, "client", "ca", ""));
        assertThat(there.words())
                .isEqualTo("ready; holds 0 MAC addresses; hub: TLS was agreed, and it answers");
        assertThat(there.possible()).isTrue();
        Reach unknown = tested(peer(proxy.port, "visitor", "ca", ""));
        assertThat(unknown.reason()).isEqualTo(Reason.NAS_TLS_REFUSED);
        assertThat(unknown.possible()).isFalse();
        int nobody;
        try (var free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        Reach away = tested(peer(nobody, "client", "ca", ""));
        assertThat(away.reason()).isEqualTo(Reason.NAS_UNREACHABLE);
        assertThat(away.possible()).isFalse();
    }

    @Test
    void a_server_that_does_what_it_is_asked_answers_the_test_as_well() {
        String peer = peer(server.tls, "client", "ca", "");
        Reach reach = tested(peer);
        assertThat(reach.possible()).as(reach.words()).isTrue();
        assertThat(reach.words()).endsWith("hub: TLS was agreed, and it answers");
        assertThat(held("a", peer).reason()).isEqualTo(Reason.NAS_ACKNOWLEDGED);
    }
}
