package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.enforcer.desk.SmtpSink;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Leases;

/// Kill -9 where it hurts: between intent and act, between act and outcome, before a mail and
/// between a mail and the note that it went.
class KillTest {

    private static final int KILLS = 20;
    private static final int ORDERS = KILLS; // one more in each life, and no storm
    private static final List<String> PLACES =
            List.of("before-act", "after-act", "before-mail", "after-mail");
    private static final Pattern MESSAGE_ID = Pattern.compile("Message-ID: (<\\S+>)");
    private static final Pattern RELEASE = Pattern.compile("release (order-\\d+)");

    @TempDir Path folder;

    @Test
    void every_order_is_acted_on_and_every_mail_arrives_once_or_recognisably_twice()
            throws IOException, InterruptedException, SQLException {
        try (SmtpSink sink = new SmtpSink()) {
            int killed = 0;
            for (int i = 0; i < KILLS; i++) {
                killed += runUntil(PLACES.get(i % PLACES.size()), sink.port(), i + 1);
            }
            assertThat(killed).isEqualTo(KILLS);
            runUntil("finished", sink.port(), ORDERS);
            Set<String> expected =
                    IntStream.rangeClosed(1, ORDERS)
                            .mapToObj(n -> "order-" + n)
                            .collect(Collectors.toSet());
            assertThat(new HashSet<>(Files.readAllLines(folder.resolve("acts"))))
                    .isEqualTo(expected);
            Map<String, String> leaseOfMail = new HashMap<>();
            for (String mail : sink.mails) {
                String id = first(MESSAGE_ID, mail);
                String lease = first(RELEASE, mail);
                assertThat(leaseOfMail.getOrDefault(id, lease)).isEqualTo(lease);
                leaseOfMail.put(id, lease);
            }
            assertThat(leaseOfMail).as("one Message-ID for each order").hasSize(ORDERS);
            assertThat(new HashSet<>(leaseOfMail.values())).isEqualTo(expected);
        }
        try (EnforcerStore store = EnforcerStore.open(folder.resolve("enforcer.db"))) {
            assertThat(store.committed(AuditTrail::verify).intact()).isTrue();
            assertThat(store.committed(Leases::open))
                    .hasSize(ORDERS)
                    .allSatisfy(l -> assertThat(l.state()).isEqualTo(Lease.State.HELD));
        }
    }

    /// @return 1 when it said the place and was killed there, 0 when it had finished before
    private int runUntil(String place, int smtp, int orders)
            throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledChild.class.getName(),
                                folder.toString(),
                                Integer.toString(smtp),
                                Integer.toString(orders))
                        .redirectError(folder.resolve("err").toFile())
                        .start();
        int met = 0;
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(place)) {
                    met = 1;
                    break;
                }
                if (line.equals("finished")) {
                    break;
                }
            }
        } finally {
            child.destroyForcibly(); // SIGKILL
            child.waitFor();
        }
        return met;
    }

    private static String first(Pattern pattern, String mail) {
        Matcher matcher = pattern.matcher(mail);
        assertThat(matcher.find()).as(mail).isTrue();
        return matcher.group(1);
    }
}
