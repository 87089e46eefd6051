/// Frames in: the ring, capture files, headers read where they lie, the flow table and the spool.
@NullMarked
package org.tapwarden.capture;

import org.jspecify.annotations.NullMarked;
