/// Quarantine in the kernel of this machine, by nftables: sets whose elements the kernel itself
/// drops when their time is over.
///
/// Promise: nobody is held whom this machine does not carry; each act is one transaction; nothing
/// that came from the network is part of a script, but MACs and addresses written anew by us and a
/// case's id of known letters; when the process is dead, everybody is free after the timeout.
@NullMarked
package org.tapwarden.enforcer.nft;

import org.jspecify.annotations.NullMarked;
