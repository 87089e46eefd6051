/// A durable log of byte records that does not know what they mean.
///
/// Promise: a record whose offset is at or below {@link org.tapwarden.capture.spool.Spool#forced}
/// is read again after a crash, whole and once, until somebody deletes it; an offset is never given
/// to two records; what could not be kept has a counter, and no disk error reaches the caller of
/// {@link org.tapwarden.capture.spool.Spool#append}.
@NullMarked
package org.tapwarden.capture.spool;

import org.jspecify.annotations.NullMarked;
