/// Whom no step may touch: the operator's file, what this host shows, and what the sensor adds.
///
/// Promise: the sensor adds and never removes; a host that cannot be read means that nobody is
/// acted on.
@NullMarked
package org.tapwarden.enforcer.protect;

import org.jspecify.annotations.NullMarked;
