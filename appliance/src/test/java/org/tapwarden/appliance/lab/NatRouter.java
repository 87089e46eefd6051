package org.tapwarden.appliance.lab;

import java.util.List;

/// A home router on a port of the switch that hides two hosts, both fetching pages all the time.
///
/// @param wan the router as its neighbours on the switch know it
/// @param inner what is behind it: the first sends with a time to live of 64, the second with 128
/// @param fetching what the inner hosts are busy with
public record NatRouter(Lab lab, Host wan, List<Host> inner, List<Running> fetching) {

    /// Pulls the plug: the cable is gone, router and inner hosts stay.
    public void unplug() throws Exception {
        lab.must(wan.namespace(), "ip", "link", "set", wan.port(), "down");
    }

    /// Puts the plug back in, at once with the addresses it had.
    public void plugIn() throws Exception {
        lab.must(wan.namespace(), "ip", "link", "set", wan.port(), "up");
        lab.lease(wan.namespace(), wan.port(), Lab.ROUTER_HOSTNAME);
    }
}
