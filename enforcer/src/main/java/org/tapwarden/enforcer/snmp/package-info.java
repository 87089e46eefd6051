/// Shutting the port of a switch over SNMPv3: finds the port in the switch's own tables, refuses
/// where anybody else is behind it, writes down what it will shut before it does, and opens what it
/// shut, again and again until the switch says that it is open.
///
/// Promise: no port is shut but an access port with the subject's MACs and nobody else's; none is
/// held that does not say itself that it is down; none that was shut here is forgotten, whatever
/// kills the process.
@NullMarked
package org.tapwarden.enforcer.snmp;

import org.jspecify.annotations.NullMarked;
