/// What is done about it: the ladder, its drivers, leases and rails.
@NullMarked
package org.tapwarden.enforcer;

import org.jspecify.annotations.NullMarked;
