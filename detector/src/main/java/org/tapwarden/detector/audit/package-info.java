/// Rows about who did what, chained so that a change shows. Each program keeps its own, in its own
/// file, in the transaction of the act; the first that needs them is the sensor, so they live here.
///
/// Promise: a row once written is never changed, and an act that is on the disk has its row there.
@NullMarked
package org.tapwarden.detector.audit;

import org.jspecify.annotations.NullMarked;
