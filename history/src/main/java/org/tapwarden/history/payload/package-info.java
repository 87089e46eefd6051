/// Whole payload, per case only: orders by two persons, and what is kept while they stand.
///
/// Promises: without a standing order nothing is kept; an order stands since two different accounts
/// said so, each with a row in the audit before it took effect, and for at most 24 hours; what is
/// kept is on the disk only as AES-256-GCM under a key of the order, and a byte that was changed, a
/// piece that was moved and an end that was cut off are found; when the order is over its key and
/// files go, at the latest at the next start, and a certificate says so. The keys lie on the same
/// machine: this protects a copy of the files, not a machine that is taken over while an order
/// stands.
@NullMarked
package org.tapwarden.history.payload;

import org.jspecify.annotations.NullMarked;
