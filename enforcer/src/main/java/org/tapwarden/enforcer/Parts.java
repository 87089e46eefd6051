package org.tapwarden.enforcer;

import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.driver.Drivers;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.order.Clocks;
import org.tapwarden.enforcer.order.Orders;
import org.tapwarden.enforcer.order.Witness;

/// What the owner's thread works with.
///
/// @param mailQueued hurries the postman
record Parts(
        EnforcerSettings settings,
        EnforcerStore store,
        Orders orders,
        Witness witness,
        Drivers drivers,
        Desk desk,
        Runnable mailQueued,
        Clocks clocks,
        Outcomes outcomes) {}
