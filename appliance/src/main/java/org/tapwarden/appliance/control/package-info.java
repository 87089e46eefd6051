/// How the command line talks to a running appliance, and what it does when none runs.
///
/// Promise: a store that another process holds is never opened; the peer of the socket is known by
/// the kernel, not by what it says of itself; a file that somebody names is read by who names it.
@NullMarked
package org.tapwarden.appliance.control;

import org.jspecify.annotations.NullMarked;
