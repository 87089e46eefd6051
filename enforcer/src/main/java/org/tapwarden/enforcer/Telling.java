package org.tapwarden.enforcer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.Done;
import org.tapwarden.enforcer.desk.Page;
import org.tapwarden.enforcer.desk.Petition;
import org.tapwarden.enforcer.lease.Freezes;
import org.tapwarden.enforcer.lease.Request;
import org.tapwarden.enforcer.lease.Requests;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;

/// What is written down of an act: the audit row and the help desk's mail. Every method runs inside
/// the transaction of the act it tells of.
final class Telling {

    /// Who acts where no person does.
    static final String SELF = "enforcer";

    /// How pages about a segment begin their key.
    private static final String SEGMENT = "segment|";

    /// A frozen segment is at rest, so that its page may wait: forged frames first spend the budget
    /// and then open the breaker, and one page is what people read.
    static final Duration FREEZE_WAITS = Duration.ofSeconds(5);

    private final Desk desk;

    Telling(Desk desk) {
        this.desk = desk;
    }

    Desk.Told report(Connection c, Order order, Done done, Moment now) throws SQLException {
        Desk.Told told = desk.report(c, order, done, now);
        if (told == Desk.Told.STORM_BEGAN && !Freezes.breakerOpen(c)) {
            // The storm's own letter says so.
            Freezes.breaker(c, true);
            audit(
                    c,
                    now,
                    SELF,
                    "breaker opened",
                    Map.of("why", "many incidents of one rule at one site"));
        }
        return told;
    }

    /// Nothing automatic happens anywhere until a person closes the breaker. Says so once.
    void openBreaker(Connection c, Order order, Outcome why, Moment now) throws SQLException {
        if (Freezes.breakerOpen(c)) {
            return;
        }
        Freezes.breaker(c, true);
        audit(c, now, SELF, "breaker opened", Map.of("why", why.detail()));
        List<String> frozen = desk.takeBack(c, SEGMENT);
        String before =
                frozen.isEmpty()
                        ? ""
                        : "; before, the budget was spent in " + String.join(", ", frozen);
        boolean forged = why.reason() == Outcome.Reason.PROTECTED;
        String what =
                forged
                        ? "Spoofing suspected: steps were asked for against protected devices"
                        : "Automatic steps have stopped everywhere: too many were asked for";
        desk.page(
                c,
                new Page(
                        what,
                        "Latest: "
                                + order.ruleId()
                                + " in "
                                + segment(order)
                                + ", "
                                + why.detail()
                                + before,
                        List.of(
                                "somebody forges the addresses of gateways and servers",
                                "a rule that is wrong, or a change in the network"),
                        List.of(
                                "Nothing automatic happens until you close the breaker.",
                                "Look at the alerts of that rule, and where those frames come from.",
                                "Then: tapwarden quarantine resume --why '...'")),
                "breaker",
                Duration.ZERO,
                now);
    }

    /// Nothing automatic happens in the order's segment until a person looked. Says so once, unless
    /// the breaker opens meanwhile.
    void freeze(Connection c, Order order, Outcome why, Moment now) throws SQLException {
        String segment = order.place().segment();
        if (!Freezes.freeze(c, segment, why.detail(), now)) {
            return;
        }
        audit(c, now, SELF, "segment frozen", Map.of("segment", segment, "why", why.detail()));
        desk.page(
                c,
                new Page(
                        "Automatic steps have stopped in " + segment(order),
                        "The budget is spent: " + why.detail(),
                        List.of(
                                "a rule that is wrong, or a change in the network",
                                "an outbreak, which one by one is not stopped"),
                        List.of(
                                "In this segment everything is only told until you look.",
                                "What is held stays held, and ends by itself.",
                                "Then: tapwarden quarantine resume --segment NAME --why '...'")),
                SEGMENT + segment,
                FREEZE_WAITS,
                now);
    }

    /// Nothing is done unless a second person confirms it. Says so once for all that one
    /// confirmation is for.
    void petition(Connection c, Request request, Moment now) throws SQLException {
        if (Requests.together(c, request.together()).size() == 1) {
            desk.ask(
                    c, new Petition(request.order(), request.together(), request.untilWall()), now);
        }
    }

    private static String segment(Order order) {
        return "segment " + order.place().segment();
    }

    static void audit(
            Connection c, Moment now, String actor, String act, Map<String, String> particulars)
            throws SQLException {
        AuditTrail.append(c, now.wall(), actor, act, particulars);
    }

    static Map<String, String> particulars(Order order, Outcome outcome) {
        var particulars = new TreeMap<String, String>();
        particulars.put("order", order.id());
        particulars.put("case", order.caseId());
        particulars.put("rule", order.ruleId());
        particulars.put("clause", order.clauseId());
        particulars.put("step", order.step().name());
        particulars.put("subject", order.subject().key());
        if (!order.destinations().isEmpty()) {
            particulars.put("destinations", order.destinations().toString());
        }
        particulars.put("macs", String.join(" ", macs(order)));
        particulars.put("families", String.join(" ", order.families()));
        particulars.put("outcome", outcome.kind().name());
        particulars.put("reason", outcome.reason().name());
        particulars.put("detail", outcome.detail());
        return particulars;
    }

    private static List<String> macs(Order order) {
        var macs = new ArrayList<String>();
        order.subject().macs().forEach(mac -> macs.add(mac.toString()));
        return macs;
    }
}
