/// What is done about it: the ladder, its drivers, leases, rails and the help desk.
///
/// {@link org.tapwarden.enforcer.Enforcer} reads orders on, commits an intent, acts, commits the
/// outcome and tells the help desk. Promise: commit first, then act or send; every act has an
/// expiry.
@NullMarked
package org.tapwarden.enforcer;

import org.jspecify.annotations.NullMarked;
