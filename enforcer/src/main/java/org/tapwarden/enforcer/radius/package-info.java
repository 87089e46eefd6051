/// Takes a device off the network through the switch that let it in: RADIUS Disconnect and Change
/// of Authorization (RFC 5176), over UDP or TLS (RFC 6614), and the list of the denied that a
/// RADIUS server reads, since whoever is thrown out only asks again.
///
/// Promise: the denial is on the disk before a request leaves, each entry ends by itself when
/// nobody renews it, and no answer of a switch counts as success: only the tap says that a device
/// is out.
@NullMarked
package org.tapwarden.enforcer.radius;

import org.jspecify.annotations.NullMarked;
