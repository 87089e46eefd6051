/// Memory that a frame is built in, for the drivers that send some of their own.
///
/// Promise: no object for a frame. What leaves, and from which MAC, the sender alone decides.
@NullMarked
package org.tapwarden.enforcer.frame;

import org.jspecify.annotations.NullMarked;
