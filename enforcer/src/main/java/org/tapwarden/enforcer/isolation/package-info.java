/// The last resort on a subnet that opted in: a device and its gateway are told that the other one
/// is here, by ARP (RFC 826) and neighbour advertisements (RFC 4861), so that what they send to
/// each other ends here.
///
/// Promise: nobody is told anything outside a subnet that the settings name; a frame leaves only
/// with our own MAC as its Ethernet source; before anybody is told something false it is on the
/// disk whom the truth is owed to, and it is told when the lease ends, or at the next start.
@NullMarked
package org.tapwarden.enforcer.isolation;

import org.jspecify.annotations.NullMarked;
