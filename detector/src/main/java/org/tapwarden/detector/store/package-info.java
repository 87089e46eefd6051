/// The sensor's one SQLite file, behind its writer thread.
///
/// Promise: what is acknowledged survives kill -9; the deciding thread never waits for the disk;
/// the ledger is only ever appended to; journal rows are committed in the transaction that changed
/// what they tell of; a file of an earlier version is brought to the newest one whole or not at
/// all.
@NullMarked
package org.tapwarden.detector.store;

import org.jspecify.annotations.NullMarked;
