package org.tapwarden.enforcer.lease;

import java.time.Instant;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;

/// A step that was asked for and not taken, with the newest reason.
///
/// @param times how often it was asked for
public record Undone(Order order, Outcome why, Instant at, long times) {}
