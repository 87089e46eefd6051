package org.tapwarden.enforcer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.ladder.NeverListReview;
import org.tapwarden.enforcer.ladder.RailSettings;
import org.tapwarden.enforcer.ladder.SwitchedOn;
import org.tapwarden.enforcer.lease.Freezes;
import org.tapwarden.enforcer.lease.Learning;
import org.tapwarden.enforcer.lease.Request;
import org.tapwarden.enforcer.lease.Requests;
import org.tapwarden.enforcer.lease.Reviews;
import org.tapwarden.enforcer.lease.Undone;
import org.tapwarden.enforcer.lease.Undones;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Subject;

/// The rails as people see and work them. Rows are read and written in transactions of any thread;
/// what touches a driver or decides is done by the enforcer's own.
final class Guarding implements Safeguards {

    /// Does something on the enforcer's thread, between two rounds.
    @FunctionalInterface
    interface Owner {
        <T> T ask(Callable<T> request);
    }

    private final Parts parts;
    private final Explaining explaining;
    private final Intake intake;
    private final Owner owner;

    Guarding(Parts parts, Protections protections, Intake intake, Owner owner) {
        this.parts = parts;
        this.explaining = new Explaining(protections, settings().zone());
        this.intake = intake;
        this.owner = owner;
    }

    private Moment now() {
        return parts.clocks().now();
    }

    private RailSettings settings() {
        return parts.settings().rails();
    }

    @Override
    public boolean breakerOpen() {
        return parts.store().committed(Freezes::breakerOpen);
    }

    @Override
    public void closeBreaker(String who, String why) {
        Moment now = now();
        parts.store()
                .committed(c -> {
                    Freezes.breaker(c, false);
                    Telling.audit(c, now, who, "breaker closed", Map.of("why", why));
                    return true;
                });
    }

    @Override
    public boolean thaw(String segment, String who, String why) {
        Moment now = now();
        return parts.store()
                .committed(c -> {
                    boolean was = Freezes.thaw(c, segment);
                    if (was) {
                        Telling.audit(
                                c,
                                now,
                                who,
                                "segment thawed",
                                Map.of("segment", segment, "why", why));
                    }
                    return was;
                });
    }

    @Override
    public List<Request> requests() {
        Moment now = now();
        return parts.store().committed(c -> Requests.open(c, now));
    }

    @Override
    public List<Outcome> confirm(String id, String who) {
        return owner.ask(() -> intake.confirm(id, who));
    }

    @Override
    public boolean withdraw(String id, String who, String why) {
        Moment now = now();
        return parts.store()
                .committed(c -> {
                    List<Request> open =
                            Requests.together(c, id).stream()
                                    .filter(r -> r.state() == Request.State.OPEN && !r.over(now))
                                    .toList();
                    for (Request request : open) {
                        Requests.decide(c, request.id(), Request.State.WITHDRAWN, who);
                        Telling.audit(
                                c,
                                now,
                                who,
                                "withdrawn",
                                Map.of("request", request.id(), "why", why));
                    }
                    return !open.isEmpty();
                });
    }

    @Override
    public void review(NeverListReview review) {
        Moment now = now();
        parts.store()
                .committed(c -> {
                    Learning.heardOf(c, review.segment());
                    Reviews.add(c, review);
                    var said = new TreeMap<String, String>();
                    review.said().forEach((point, text) -> said.put(point.name(), text));
                    said.put("segment", review.segment());
                    Telling.audit(c, now, review.who(), "never-list reviewed", said);
                    return true;
                });
    }

    @Override
    public List<SegmentState> segments() {
        Moment now = now();
        return parts.store().committed(c -> segments(c, now));
    }

    private List<SegmentState> segments(Connection c, Moment now) throws SQLException {
        Map<String, Duration> left = Learning.all(c, settings().learning());
        Map<String, String> frozen = Freezes.all(c);
        var names = new TreeSet<>(left.keySet());
        names.addAll(frozen.keySet());
        var all = new ArrayList<SegmentState>();
        for (String name : names) {
            var on = new TreeMap<String, String>();
            for (SwitchedOn entry : settings().switchedOn()) {
                if (entry.segment().equals(name)) {
                    on.put(entry.rule(), entry.owner());
                }
            }
            all.add(
                    new SegmentState(
                            name,
                            on,
                            left.getOrDefault(name, settings().learning()),
                            Reviews.newest(c, name),
                            settings().exams(name, now.wall()),
                            Optional.ofNullable(frozen.get(name))));
        }
        return all;
    }

    @Override
    public List<Undone> undone(int limit) {
        return parts.store().committed(c -> Undones.newest(c, limit));
    }

    @Override
    public long undoneDisplaced() {
        return parts.store().<Long>committed(Undones::displaced);
    }

    @Override
    public String why(Subject subject) {
        Moment now = now();
        return owner.ask(() -> parts.store().committed(c -> explaining.why(c, subject, now)));
    }

    @Override
    public List<DriverState> drivers() {
        return parts.drivers().all().stream()
                .map(d -> new DriverState(d.name(), d.step(), d.step().level()))
                .toList();
    }

    @Override
    public Optional<Reach> test(String driver, String who) {
        Moment now = now();
        return parts.drivers()
                .named(driver)
                .map(found -> {
                    Reach reach = owner.ask(found::probe);
                    parts.store()
                            .committed(c -> {
                                Telling.audit(
                                        c,
                                        now,
                                        who,
                                        "driver tested",
                                        Map.of("driver", driver, "answer", reach.words()));
                                return true;
                            });
                    return reach;
                });
    }
}
