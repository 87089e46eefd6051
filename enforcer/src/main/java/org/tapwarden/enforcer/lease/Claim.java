package org.tapwarden.enforcer.lease;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tapwarden.enforcer.order.Order;

/// Why a lease is there: a case, and the rule that asked because of it; or the request of a person.
///
/// @param caseId without spaces, as an order has it
/// @param ruleId empty when a person asked
public record Claim(String caseId, String ruleId) {

    public static Claim of(Order order) {
        return new Claim(order.caseId(), order.askedBy().isPresent() ? "" : order.ruleId());
    }

    public boolean isPersons() {
        return ruleId.isEmpty();
    }

    static String write(List<Claim> claims) {
        var lines = new ArrayList<String>();
        claims.forEach(claim -> lines.add(claim.caseId + ' ' + claim.ruleId));
        return String.join("\n", lines);
    }

    /// @param order whose claim it is where none is written: the lease is older than claims are
    static List<Claim> read(String text, Order order) {
        if (text.isEmpty()) {
            return List.of(of(order));
        }
        var claims = new ArrayList<Claim>();
        for (String line : text.split("\n", -1)) {
            int space = line.indexOf(' ');
            claims.add(new Claim(line.substring(0, space), line.substring(space + 1)));
        }
        return claims;
    }

    /// With one more; beyond the most, those that were made first go.
    static List<Claim> with(List<Claim> claims, Claim more) {
        Set<Claim> all = new LinkedHashSet<>(claims);
        all.add(more);
        return all.stream().skip(Math.max(0, all.size() - Term.MOST_CLAIMS)).toList();
    }
}
