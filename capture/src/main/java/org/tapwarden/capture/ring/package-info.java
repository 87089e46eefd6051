/// Live frames from Linux: an AF_PACKET ring that the kernel fills and we read in place, alone or
/// as one of a group that shares an interface; and the source that comes back when its interface
/// does.
///
/// Promise: no copy and no allocation per frame, no wait without an end, every kernel drop counted,
/// nothing sent out of the interface.
@NullMarked
package org.tapwarden.capture.ring;

import org.jspecify.annotations.NullMarked;
