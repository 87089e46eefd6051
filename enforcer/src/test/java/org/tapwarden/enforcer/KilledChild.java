package org.tapwarden.enforcer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.DeskSettings;
import org.tapwarden.enforcer.desk.Postman;
import org.tapwarden.enforcer.desk.SmtpPost;
import org.tapwarden.enforcer.desk.SmtpSettings;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.ladder.Budget;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.order.Clocks;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Orders;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Witness;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// The enforcer as a program of its own, to be killed. It says where it is: before an act, after
/// it, before a mail and after it.
public final class KilledChild {

    private KilledChild() {}

    public static void main(String[] args) throws SQLException, InterruptedException {
        Path folder = Path.of(args[0]);
        int smtp = Integer.parseInt(args[1]);
        int orders = Integer.parseInt(args[2]);
        Clocks clocks = Clocks.ofThisMachine();
        EnforcerStore store = EnforcerStore.open(folder.resolve("enforcer.db"));
        var settings =
                new DeskSettings(
                        List.of("help@o.example"), "t@o.example", "o.example", ZoneOffset.UTC);
        var post =
                new SmtpPost(
                        new SmtpSettings("127.0.0.1", smtp, false, Optional.empty()),
                        "t@o.example");
        var postman =
                new Postman(
                        store,
                        mail -> {
                            say("before-mail");
                            Optional<String> trouble = post.send(mail);
                            say("after-mail");
                            return trouble;
                        },
                        clocks);
        var enforcer =
                new Enforcer(
                        new EnforcerSettings(
                                new Budget(
                                        1_000,
                                        Duration.ofMinutes(10),
                                        100,
                                        Duration.ofHours(1),
                                        1_000),
                                Optional.empty(),
                                Duration.ofSeconds(180),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(1),
                                Sample.SETTINGS.rails(),
                                EnforcerSettings.USUAL.lease()),
                        store,
                        journal(orders),
                        Witness.silent(),
                        List.of(new Noting(folder.resolve("acts"))),
                        () -> Optional.of(ProtectedSet.NOBODY),
                        new Desk(settings),
                        postman::hurry,
                        clocks);
        postman.start();
        enforcer.safeguards().review(Sample.review(Sample.SEGMENT));
        enforcer.start();
        while (enforcer.outbox().sent() < orders) {
            Thread.sleep(20);
        }
        say("finished");
        Thread.sleep(60_000);
    }

    private static Orders journal(int orders) {
        return (number, limit) ->
                LongStream.rangeClosed(number + 1, orders)
                        .limit(Math.min(limit, 4))
                        .<Order>mapToObj(Sample::order)
                        .toList();
    }

    private static synchronized void say(String where) {
        System.out.println(where);
        System.out.flush();
        try {
            Thread.sleep(30); // the parent reads the line and kills here
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Notes each act in a file, as the network would remember it.
    private record Noting(Path file) implements Driver {

        @Override
        public String name() {
            return "noting";
        }

        @Override
        public Step step() {
            return Step.QUARANTINE;
        }

        @Override
        public Outcome hold(Grant grant, Duration timeout) {
            try {
                if (Files.exists(file) && Files.readAllLines(file).contains(grant.leaseId())) {
                    return Outcome.unconfirmed(Reason.NOT_SEEN_TRYING, "noted before");
                }
                say("before-act");
                Files.write(
                        file,
                        (grant.leaseId() + "\n").getBytes(StandardCharsets.UTF_8),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                return Outcome.failed(Reason.COMMAND_FAILED, "cannot note");
            }
            say("after-act");
            return Outcome.unconfirmed(Reason.NOT_SEEN_TRYING, "noted");
        }

        @Override
        public Outcome release(Grant grant) {
            return Outcome.unconfirmed(Reason.RELEASED, "released");
        }

        @Override
        public Outcome releaseAll() {
            return Outcome.unconfirmed(Reason.RELEASED, "released");
        }

        @Override
        public Optional<Map<Mac, String>> held() {
            return Optional.of(Map.of());
        }
    }
}
