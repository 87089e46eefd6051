package org.tapwarden.webconsole.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.detector.identity.Identification;
import org.tapwarden.enforcer.radius.RadiusPacket;

/// Kill -9 while answers leave: what was answered is on the disk, and what was not is sent again
/// and recorded once, be it that it was committed before the kill or not.
class AccountingKillTest {

    static final String SECRET = "s";

    private static final int LIVES = 4;
    private static final int EACH = 200;

    @TempDir Path folder;

    private final Set<String> all = new TreeSet<>();
    private int committedUnanswered;

    @Test
    void no_record_is_lost_or_doubled() throws Exception {
        List<byte[]> unanswered = new ArrayList<>();
        for (int life = 0; life < LIVES; life++) {
            List<byte[]> requests = new ArrayList<>(unanswered);
            for (int i = 0; i < EACH; i++) {
                requests.add(request(life, i));
            }
            unanswered = sent(requests, life < LIVES - 1);
        }
        assertThat(unanswered).as("the last life answered all").isEmpty();
        assertThat(persons()).containsExactlyInAnyOrderElementsOf(all).hasSize(LIVES * EACH);
        System.out.println(
                "accounting: " + committedUnanswered + " records were committed and not answered");
    }

    private byte[] request(int life, int number) {
        String person = "person-%d-%03d".formatted(life, number);
        all.add(person);
        return Requests.request()
                .number(40, 1)
                .text(44, person)
                .text(1, person)
                .text(31, "0021.7000.%02x%02x".formatted(life, number))
                .signed(number, SECRET);
    }

    private List<String> persons() throws IOException {
        try (var store = new AccountingStore(folder.resolve("accounting.db"), () -> 1)) {
            return store.after(0, 10_000).stream()
                    .map(n -> n.what())
                    .map(Identification::person)
                    .toList();
        }
    }

    /// @return the requests that were not answered
    private List<byte[]> sent(List<byte[]> requests, boolean kill)
            throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledListener.class.getName(),
                                folder.resolve("accounting.db").toString())
                        .redirectError(folder.resolve("err").toFile())
                        .start();
        List<byte[]> unanswered = new ArrayList<>();
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(lines.readLine());
            List<DatagramSocket> sockets = new ArrayList<>();
            for (byte[] request : requests) {
                var socket = new DatagramSocket();
                socket.send(
                        new DatagramPacket(
                                request, request.length, InetAddress.getLoopbackAddress(), port));
                sockets.add(socket);
            }
            if (kill) {
                // The first answer: the rest of its group is committed, and answers are leaving.
                assertThat(isAnswered(sockets.getFirst(), 20_000)).isTrue();
                child.destroyForcibly(); // SIGKILL
                child.waitFor();
            }
            for (int i = kill ? 1 : 0; i < requests.size(); i++) {
                if (!isAnswered(sockets.get(i), kill ? 1 : 20_000)) {
                    unanswered.add(requests.get(i));
                }
            }
            sockets.forEach(DatagramSocket::close);
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
        Set<String> recorded = new HashSet<>(persons());
        for (byte[] request : requests) {
            boolean answered = !unanswered.contains(request);
            if (answered) {
                assertThat(recorded).contains(person(request));
            } else if (recorded.contains(person(request))) {
                committedUnanswered++;
            }
        }
        return unanswered;
    }

    private static String person(byte[] request) {
        byte[] name = java.util.Objects.requireNonNull(RadiusPacket.of(request)).first(1);
        return new String(java.util.Objects.requireNonNull(name), StandardCharsets.UTF_8);
    }

    private static boolean isAnswered(DatagramSocket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            socket.receive(new DatagramPacket(new byte[64], 64));
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
