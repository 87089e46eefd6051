/// A small school network of network namespaces, with real programs in it: a switch, a DHCP server,
/// clients, a router nobody approved, and the internet.
///
/// Nothing leaves the namespaces, and closing a {@link org.tapwarden.appliance.lab.Lab} takes
/// everything away again, also what a failed test left running.
@NullMarked
package org.tapwarden.appliance.lab;

import org.jspecify.annotations.NullMarked;
