/// Live frames from Linux: an AF_PACKET ring that the kernel fills and we read in place, alone or
/// as one of a group that shares an interface; and the source that comes back when its interface
/// does. Beside them the two sockets of whoever must answer at once: {@link
/// org.tapwarden.capture.ring.FilteredSocket} for the few frames that a kernel filter lets through,
/// and {@link org.tapwarden.capture.ring.FrameSender} for frames that we make.
///
/// Promise: no allocation per frame, and in the ring no copy; no wait without an end, every kernel
/// drop counted; nothing sent out of an interface that is watched, since only the sender sends, and
/// only with its own interface's MAC as the source.
@NullMarked
package org.tapwarden.capture.ring;

import org.jspecify.annotations.NullMarked;
