package org.tapwarden.enforcer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.Done;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;

/// What is written down of an act: the audit row and the help desk's mail. Every method runs inside
/// the transaction of the act it tells of.
final class Telling {

    /// Who acts where no person does.
    static final String SELF = "enforcer";

    private final Desk desk;

    Telling(Desk desk) {
        this.desk = desk;
    }

    Desk.Told report(Connection c, Order order, Done done, Moment now) throws SQLException {
        Desk.Told told = desk.report(c, order, done, now);
        if (told == Desk.Told.STORM_BEGAN) {
            openBreaker(c, now, "many incidents of one rule at one site");
        }
        return told;
    }

    static void openBreaker(Connection c, Moment now, String why) throws SQLException {
        if (!Leases.breakerOpen(c)) {
            Leases.breaker(c, true);
            audit(c, now, SELF, "breaker opened", Map.of("why", why));
        }
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
