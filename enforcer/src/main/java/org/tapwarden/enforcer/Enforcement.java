package org.tapwarden.enforcer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.enforcer.desk.Outbox;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;

/// What the console and the control socket may ask of the enforcer. Safe to call from any thread;
/// an answer means that it is on the disk.
public interface Enforcement {

    /// A person's order. It passes every rail but the number of families, the budget and the
    /// breaker.
    ///
    /// @param order with {@link Order#askedBy} and number 0; its case id is the request's own id,
    ///   and a second request with one id changes nothing
    /// @throws IllegalArgumentException when nobody asked
    Outcome quarantine(Order order);

    /// The same about several devices, such as all that one person uses. A second person confirms
    /// or refuses all of them at once.
    ///
    /// @param orders each with a case id of its own; at most {@link #MOST_TOGETHER}
    /// @param together the id that the confirmation names
    /// @return what came of each, in their order
    /// @throws IllegalArgumentException when nobody asked, or when a step takes no second person
    List<Outcome> quarantine(List<Order> orders, String together);

    /// More devices than a person has.
    int MOST_TOGETHER = 20;

    /// @param who the account, or `root` on the control socket
    /// @return empty when there is no such open lease
    Optional<Outcome> release(String leaseId, String who, String why);

    /// Lets everybody go and opens the breaker, so that nothing automatic takes them back at once.
    ///
    /// Answers within a second, also when a switch does not.
    Released releaseAll(String who, String why);

    /// What came of letting everybody go.
    ///
    /// @param released leases that were ended
    /// @param still what is not free yet and why, a line for each lease; it is tried again until it
    ///   is
    record Released(int released, List<String> still) {
        public Released {
            still = List.copyOf(still);
        }
    }

    /// What stands between an order and an act.
    Safeguards safeguards();

    /// Leases that are not ended.
    List<Lease> leases();

    /// One kind of outcome of one driver.
    ///
    /// @param driver its name, or `none` where no driver was asked
    record Counted(String driver, Outcome.Kind kind, Outcome.Reason reason) {}

    /// How often each outcome came up since the start.
    Map<Counted, Long> outcomes();

    List<AuditTrail.Row> audit(long after, int limit);

    AuditTrail.Verdict verifyAudit();

    Outbox.Depth outbox();
}
