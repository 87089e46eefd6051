/// Header views, read where they lie in the capture ring or the file mapping.
///
/// Every view has a `fault(block, at, end)`, which never throws, whatever the bytes say. The
/// promise: after it said {@link Fault#NONE} no accessor of the view throws or reads at or beyond
/// `end`, where the frame's captured bytes stop. A length field may still promise more bytes than
/// were captured; the `payloadEnd` accessors clamp it. Reading allocates nothing but the view
/// itself.
@NullMarked
package org.tapwarden.capture.header;

import org.jspecify.annotations.NullMarked;
