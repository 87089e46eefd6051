/// Which step is taken, decided without clock, disk or network.
///
/// Promise: nothing above a notice happens to a protected device, without an expiry, on fewer than
/// two families of evidence unless a person asked, or beyond the budget.
@NullMarked
package org.tapwarden.enforcer.ladder;

import org.jspecify.annotations.NullMarked;
