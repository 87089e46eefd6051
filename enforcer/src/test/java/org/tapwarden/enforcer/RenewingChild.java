package org.tapwarden.enforcer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.DeskSettings;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.order.Cases;
import org.tapwarden.enforcer.order.Clocks;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Orders;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Witness;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// An enforcer with one lease that is renewed, to be killed: it says each hold.
public final class RenewingChild {

    static final String HOLDS = "holds";

    private RenewingChild() {}

    /// @param args a folder, how the case is, and how long a lease is
    public static void main(String[] args) throws SQLException, InterruptedException {
        Path folder = Path.of(args[0]);
        Cases.State state = Cases.State.valueOf(args[1]);
        Clocks clocks = Clocks.ofThisMachine();
        var enforcer =
                new Enforcer(
                        Sample.settings(Duration.ZERO, List.of()).leasing(Duration.parse(args[2])),
                        EnforcerStore.open(folder.resolve("enforcer.db")),
                        journal(state),
                        Witness.silent(),
                        List.of(new Noting(folder.resolve(HOLDS), clocks)),
                        () -> Optional.of(ProtectedSet.NOBODY),
                        new Desk(
                                new DeskSettings(
                                        List.of(), "t@o.example", "o.example", ZoneOffset.UTC)),
                        () -> {},
                        clocks);
        enforcer.safeguards().review(Sample.review(Sample.SEGMENT));
        enforcer.start();
        Thread.sleep(60_000);
        System.exit(1);
    }

    private static Orders journal(Cases.State state) {
        return new Orders() {
            @Override
            public List<Order> after(long number, int limit) {
                return number == 0 ? List.of(Sample.order(1)) : List.of();
            }

            @Override
            public Cases cases() {
                return caseId -> new Cases.Found(state, "as the test says");
            }
        };
    }

    private static synchronized void say(String what) {
        System.out.println(what);
        System.out.flush();
    }

    /// Notes in a file until when it would hold, as the kernel would know it.
    private record Noting(Path file, Clocks clocks) implements Driver {

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
                long until = clocks.now().nanos() + timeout.toNanos();
                Files.writeString(
                        file, until + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            say("held");
            return Outcome.unconfirmed(Reason.NOT_SEEN_TRYING, "noted");
        }

        @Override
        public Outcome release(Grant grant) {
            say("free");
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
