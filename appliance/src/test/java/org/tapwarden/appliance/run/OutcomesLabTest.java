package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.appliance.lab.Host;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Running;

/// What the tap says of a step, on a real network: it works, it does not, it cannot be known yet.
class OutcomesLabTest {

    private static final String SPEAKS_4 = "3c:52:82:00:00:01";
    private static final String SPEAKS_6 = "a4:83:e7:00:00:02";
    private static final String SILENT = "54:e1:ad:00:00:03";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(Lab.unavailable()).as("why no lab").isEmpty();
    }

    @Test
    void in_v4_and_v6_a_step_is_effective_then_not_and_of_who_is_silent_nothing_is_said()
            throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.IN_PATH);
                Program program = Program.start(lab, "access", "25s")) {
            Host four = lab.client("four", SPEAKS_4);
            Host six = lab.client("six", SPEAKS_6);
            Host silent = lab.client("silent", SILENT);
            for (String mac : List.of(SPEAKS_4, SPEAKS_6, SILENT)) {
                assertThat(Lab.await(() -> said(program, "devices").contains(mac), PATIENCE))
                        .isTrue();
                assertThat(program.command("quarantine", add(mac)).said())
                        .startsWith("unconfirmed: ");
            }
            lab.must(silent.namespace(), "ip", "link", "set", silent.port(), "down");
            try (Running v4 = fetching(four, "-4", "http://203.0.113.10/");
                    Running v6 = fetching(six, "-6", "http://[2001:db8:ff::10]/")) {
                awaits(program, SPEAKS_4, "effective");
                awaits(program, SPEAKS_6, "effective");
                assertThat(outcome(program, SILENT)).isEqualTo("unconfirmed");
                int mails = program.mails().length();

                // Somebody takes the rules away; the list of who is held stays.
                for (String chain : List.of("forw", "inp", "outp")) {
                    lab.must(
                            lab.switchNamespace(),
                            "nft",
                            "flush",
                            "chain",
                            "bridge",
                            "tapwarden",
                            chain);
                }
                lab.must(
                        lab.switchNamespace(), "nft", "flush", "chain", "inet", "tapwarden", "pre");
                awaits(program, SPEAKS_4, "not_effective");
                awaits(program, SPEAKS_6, "not_effective");
                assertThat(outcome(program, SILENT)).isEqualTo("unconfirmed");
                assertThat(
                                Lab.await(
                                        () -> asksForAPerson(program.mails().substring(mails)) == 2,
                                        PATIENCE))
                        .as(program.mails())
                        .isTrue();
                assertThat(v4.process().isAlive() && v6.process().isAlive()).isTrue();
            }
            String story =
                    lab.exec(lab.tapNamespace(), "curl", "-sk", "https://127.0.0.1:8443/metrics")
                            .said();
            assertThat(story)
                    .contains(
                            "tapwarden_enforcement_outcomes_total{driver=\"nftables\",kind=\"effective\",reason=\"seen-trying-and-unanswered\",} 2.0");
        }
    }

    private static int asksForAPerson(String mails) {
        return mails.split("a person is needed", -1).length - 1;
    }

    private static List<String> add(String mac) {
        return List.of("add", mac, "--why", "the test of the lab");
    }

    private static Running fetching(Host host, String family, String url) throws IOException {
        return host.spawn(
                "sh",
                "-c",
                "while :; do curl $0 -sS -o /dev/null --max-time 1 \"$1\"; sleep 0.2; done",
                family,
                url);
    }

    private static void awaits(Program program, String mac, String outcome) {
        assertThat(Lab.await(() -> outcome(program, mac).equals(outcome), PATIENCE))
                .as(() -> said(program, "quarantine") + program.said() + program.mails())
                .isTrue();
    }

    /// As `quarantine list` says it; empty where it is not held.
    private static String outcome(Program program, String mac) {
        return said(program, "quarantine")
                .lines()
                .filter(line -> line.contains(mac))
                .findFirst()
                .map(line -> line.replaceFirst(".* until \\S+ \\S+ \\S+ {2}(\\S+):.*", "$1"))
                .orElse("");
    }

    private static String said(Program program, String command) {
        return program.command(command, List.of("list")).said();
    }
}
