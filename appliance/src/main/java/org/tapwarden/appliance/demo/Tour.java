package org.tapwarden.appliance.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.appliance.run.Appliance;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.rogue.Silence;
import org.tapwarden.enforcer.desk.Outbox;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.Rows;

/// Five steps through what the demo found, for a first look.
final class Tour {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private static final int ALL = 10_000;

    private final DemoStage stage;
    private final Appliance appliance;

    Tour(DemoStage stage) {
        this.stage = stage;
        this.appliance = stage.appliance();
    }

    void tell(PrintWriter out) throws IOException {
        Optional<Alert> router =
                appliance.alerts().newest(ALL).stream()
                        .filter(a -> a.rule().equals("rogue-router"))
                        .findFirst();
        heading(out, 1, "The case");
        if (router.isEmpty()) {
            out.println("No router was found. That is wrong: please tell us.");
        } else {
            theCase(out, router.orElseThrow());
        }
        heading(out, 2, "What stays silent, and why");
        silent(out);
        heading(out, 3, "The mail to the help desk");
        mail(out);
        heading(out, 4, "The quarantine (simulated)");
        quarantine(out);
        heading(out, 5, "Looking into the history");
        search(out);
    }

    private static void heading(PrintWriter out, int number, String title) {
        out.printf("%n== %d of 5: %s ==%n", number, title);
    }

    private static void theCase(PrintWriter out, Alert alert) {
        out.printf(
                "%s%n  %s (%s) at %s, %s, segment %s%n",
                alert.title(),
                alert.mac(),
                alert.maker(),
                alert.site(),
                alert.building(),
                alert.segment());
        out.printf("Why (%s):%n", String.join(" and ", alert.families()));
        alert.evidence().forEach(e -> out.println("  + " + Terminal.shown(e)));
        out.println("What speaks against it:");
        alert.speaksAgainst().forEach(a -> out.println("  - " + Terminal.shown(a)));
        out.printf("Clause %s: \"%s\"%n", alert.clause(), alert.clauseSentence());
    }

    private void silent(PrintWriter out) throws IOException {
        Set<Mac> docks = stage.docks();
        for (Device device : appliance.devices().all(ALL)) {
            boolean dock = device.mac().map(docks::contains).orElse(false);
            if (!dock && !device.randomised()) {
                continue;
            }
            List<String> why = Silence.why(device, appliance.store().evidenceOf(device.endpoint()));
            out.printf(
                    "  %s  %s%n",
                    device.mac().map(Object::toString).orElse("?"),
                    Terminal.shown(
                            dock
                                    ? "docking station of "
                                            + device.hostName()
                                            + ", made by "
                                            + device.maker()
                                    : "phone " + device.hostName()));
            why.forEach(w -> out.println("      " + Terminal.shown(w)));
        }
    }

    private void mail(PrintWriter out) {
        List<Outbox.Mail> mails =
                stage.mails().stream().filter(m -> m.body().contains("rogue-router")).toList();
        if (mails.isEmpty()) {
            out.println("No mail was sent. That is wrong: please tell us.");
            return;
        }
        Outbox.Mail mail = mails.getFirst();
        out.printf("To: %s%nSubject: %s%n%n", mail.recipient(), mail.subject());
        mail.body().lines().forEach(l -> out.println("  | " + l));
    }

    private void quarantine(PrintWriter out) {
        List<Lease> leases = appliance.enforcement().leases();
        if (leases.isEmpty()) {
            out.println("Nobody is held.");
        }
        for (Lease lease : leases) {
            Duration left = Duration.between(Instant.now(), lease.untilWall());
            out.printf(
                    "%s holds %s: %s. %s%nIt ends by itself in %d:%02d:%02d%s.%n",
                    lease.id(),
                    lease.order().subject().macs(),
                    lease.outcome().kind().name().toLowerCase(Locale.ROOT),
                    lease.outcome().detail(),
                    left.toHours(),
                    left.toMinutesPart(),
                    left.toSecondsPart(),
                    lease.renewing(this::time).map(words -> ", " + words).orElse(""));
            if (stage.isOnce()) {
                Optional<Outcome> released =
                        appliance.enforcement().release(lease.id(), user(), "the tour shows how");
                out.println(
                        "Released by hand: "
                                + released.map(Outcome::detail).orElse("it had ended"));
            } else {
                out.println("  tapwarden quarantine release " + lease.id());
            }
        }
    }

    private String time(Instant time) {
        return TIME.format(time.atZone(stage.settings().zone()));
    }

    private static String user() {
        String name = System.getProperty("user.name", "demo");
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,31}") ? name : "demo";
    }

    private void search(PrintWriter out) throws IOException {
        String query = "category:vpn";
        Instant to = Instant.now().plusSeconds(600);
        Instant from = to.minus(Duration.ofHours(2));
        out.printf("$ tapwarden search '%s'%n", query);
        try {
            appliance.search().search(new Request(user(), "demo", "", query, from, to, 10));
            out.println("It was answered without a purpose. That is wrong: please tell us.");
        } catch (SearchRefused e) {
            out.println("  refused: " + e.getMessage());
        }
        String purpose = "a first look at the demo";
        out.printf("$ tapwarden search '%s' --purpose '%s'%n", query, purpose);
        try {
            Answer answer =
                    appliance
                            .search()
                            .search(new Request(user(), "demo", purpose, query, from, to, 10));
            Rows.TABLE.write(answer, stage.settings().zone(), out);
            out.println(
                    "What was written down before the first row was shown, and after the last:");
            try (var lines = Files.lines(stage.history().resolve("audit.ndjson"))) {
                List<String> rows = lines.toList();
                rows.subList(Math.max(0, rows.size() - 2), rows.size())
                        .forEach(r -> out.println("  " + r));
            }
        } catch (SearchRefused e) {
            out.println("  refused: " + e.getMessage());
        }
    }
}
