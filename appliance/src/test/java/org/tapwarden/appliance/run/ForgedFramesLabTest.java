package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.appliance.lab.Lab;

/// Somebody at a port of the school makes frames up, so that the appliance takes those off the
/// network on whom all depend. The tap sees every frame, and the kernel in the path would act.
class ForgedFramesLabTest {

    private static final int FRAMES = 10_000;
    private static final int AT_ONCE = 200;

    /// `enforcer.most`, as installed.
    private static final int BUDGET = 5;

    private static final String SPOOFING = "Spoofing suspected";
    private static final String FROZEN = "Automatic steps have stopped in";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Pattern MAC = Pattern.compile("(?:[0-9a-f]{2}:){5}[0-9a-f]{2}");

    /// On the operator's list: one more than opens the breaker, and one to spare.
    private static final List<String> PROTECTED = new ArrayList<>();

    static {
        for (int i = 1; i <= 12; i++) {
            PROTECTED.add("00:21:70:00:fe:%02x".formatted(i));
        }
    }

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(Lab.unavailable()).as("why no lab").isEmpty();
    }

    @Test
    void forged_frames_touch_nobody_that_is_protected_and_open_the_breaker_with_one_page()
            throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.IN_PATH)) {
            Path folder = Files.createDirectories(lab.directory().resolve("appliance"));
            Files.write(
                    folder.resolve("protected.txt"),
                    PROTECTED.stream().map(mac -> mac + " a door").toList());
            String forger = lab.plugIn("forger", "3c:52:82:cc:00:01");
            try (Program program =
                    Program.start(lab, "access", "1h", "", ", protected: protected.txt")) {
                forge(lab, forger, FRAMES, "protected", String.join(",", PROTECTED));
                assertThat(Lab.await(() -> pages(program, SPOOFING) > 0, PATIENCE))
                        .as(() -> program.mails() + program.said())
                        .isTrue();
                Thread.sleep(3_000);
                Set<String> held = held(lab);
                System.out.printf(
                        "forgery: of %d forged frames %d devices were held, protected ones %d;"
                                + " pages %d, mails %d%n",
                        FRAMES,
                        held.size(),
                        held.stream().filter(PROTECTED::contains).count(),
                        pages(program, ""),
                        mails(program));
                assertThat(held)
                        .doesNotContainAnyElementsOf(PROTECTED)
                        .doesNotContain(Lab.GATEWAY_MAC)
                        .hasSizeLessThanOrEqualTo(BUDGET);
                // Among the made-up ones are some that look like routers, so that the segment may
                // have been frozen before: the breaker's page says so.
                assertThat(pages(program, SPOOFING)).isEqualTo(1);
                assertThat(pages(program, "")).as(program::mails).isEqualTo(1);
                String metrics =
                        lab.must(
                                lab.tapNamespace(),
                                "curl",
                                "-sSk",
                                "https://127.0.0.1:8443/metrics");
                assertThat(metrics).contains("reason=\"kernel\",} 0.0");
            }
        }
    }

    @Test
    void of_two_hundred_hits_at_once_the_budget_holds_five_and_sends_one_page() throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.IN_PATH)) {
            String forger = lab.plugIn("forger", "3c:52:82:cc:00:01");
            try (Program program = Program.start(lab, "access", "1h")) {
                forge(lab, forger, AT_ONCE, "made-up");
                assertThat(Lab.await(() -> pages(program, FROZEN) > 0, PATIENCE))
                        .as(() -> program.mails() + program.said())
                        .isTrue();
                Thread.sleep(3_000);
                Set<String> held = held(lab);
                System.out.printf(
                        "forgery: of %d hits at once %d were held; pages %d, mails %d%n",
                        AT_ONCE, held.size(), pages(program, ""), mails(program));
                assertThat(held).hasSize(BUDGET);
                assertThat(pages(program, "")).isEqualTo(1);
            }
        }
    }

    private static void forge(Lab lab, String space, Object... arguments) throws Exception {
        for (String file : List.of("frames.py", "forge.py")) {
            String from =
                    file.equals("forge.py") ? file : "/org/tapwarden/appliance/scenario/" + file;
            try (InputStream in =
                    Objects.requireNonNull(ForgedFramesLabTest.class.getResourceAsStream(from))) {
                Files.write(lab.directory().resolve(file), in.readAllBytes());
            }
        }
        var command =
                new ArrayList<>(
                        List.of(Lab.PYTHON, lab.directory().resolve("forge.py").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        lab.must(space, command.toArray(String[]::new));
    }

    private static Set<String> held(Lab lab) throws IOException, InterruptedException {
        String set =
                lab.must(
                        lab.switchNamespace(),
                        "nft",
                        "list",
                        "set",
                        "bridge",
                        "tapwarden",
                        "quarantine");
        return MAC.matcher(set)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static int pages(Program program, String what) {
        return program.mails().split("Subject: [^\n]*PAGE: " + what, -1).length - 1;
    }

    private static int mails(Program program) {
        return program.mails().split("\nSubject: ", -1).length - 1;
    }
}
