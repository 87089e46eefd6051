package org.tapwarden.enforcer.lease;

import java.time.Duration;
import java.util.List;
import org.tapwarden.enforcer.order.Order;

/// How a lease may be renewed. It counts spans and no times, so a reboot changes nothing of it.
///
/// @param claims by which cases
/// @param room how much longer than now it may last by being renewed; zero when it is not
/// @param granted how long it may last in all since it began, with the room
/// @param renewals how often it was
public record Term(List<Claim> claims, Duration room, Duration granted, int renewals) {

    /// Of more the oldest is forgotten: then its case neither ends nor renews the lease.
    public static final int MOST_CLAIMS = 16;

    public Term {
        claims = List.copyOf(claims);
    }

    /// As long as was asked, and no longer.
    public static Term fixed(Order order, Duration length) {
        return new Term(List.of(Claim.of(order)), Duration.ZERO, length, 0);
    }

    /// What an order begins with.
    ///
    /// @param length the most that was asked for
    /// @param first how long it lasts before it must be renewed
    public static Term of(Order order, Duration length, Duration first) {
        return new Term(List.of(Claim.of(order)), length.minus(first), length, 0);
    }

    /// Cases of the sensor, and no requests of people.
    public List<String> cases() {
        return claims.stream()
                .filter(claim -> !claim.isPersons())
                .map(Claim::caseId)
                .distinct()
                .toList();
    }

    /// Whether a person is among those who asked: then no case ends it at once.
    public boolean hasPerson() {
        return claims.stream().anyMatch(Claim::isPersons);
    }

    /// What is left of a lease, and how it may be renewed from there on.
    public record Left(Duration left, Term term) {}

    /// Another order for the same subject. What a rule asks for never makes a lease last longer
    /// than `longest` since it began; a person may.
    ///
    /// @param left of it, without being renewed
    /// @param length the most that the order asks for
    /// @param first how long that lasts before it must be renewed
    /// @param longest that rules may hold anybody
    public Left joined(
            Order order, Duration left, Duration length, Duration first, Duration longest) {
        Claim claim = Claim.of(order);
        Duration whole = left.plus(room);
        Duration lasted = positive(granted.minus(whole));
        Duration wanted =
                claim.isPersons() ? length : shorter(length, positive(longest.minus(lasted)));
        Duration wholeThen = longer(whole, wanted);
        Duration leftThen = longer(left, shorter(first, wanted));
        return new Left(
                leftThen,
                new Term(
                        Claim.with(claims, claim),
                        wholeThen.minus(leftThen),
                        lasted.plus(wholeThen),
                        renewals));
    }

    /// Its case stands: it lasts as long again, as far as there is room.
    public Left renewed(Duration left, Duration first) {
        Duration whole = left.plus(room);
        Duration leftThen = longer(left, shorter(first, whole));
        return new Left(leftThen, new Term(claims, whole.minus(leftThen), granted, renewals + 1));
    }

    private static Duration positive(Duration span) {
        return span.isNegative() ? Duration.ZERO : span;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
