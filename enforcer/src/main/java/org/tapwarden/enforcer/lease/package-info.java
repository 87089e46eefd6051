/// What the enforcer remembers: intents, leases, incidents, outbox and audit rows, in one SQLite
/// file.
///
/// Promise: what {@link org.tapwarden.enforcer.lease.EnforcerStore} acknowledged survives kill -9;
/// an audit row lies in the transaction of the act it tells of.
@NullMarked
package org.tapwarden.enforcer.lease;

import org.jspecify.annotations.NullMarked;
