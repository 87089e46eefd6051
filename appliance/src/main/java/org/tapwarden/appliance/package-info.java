/// The programs: the command line, settings, wiring and metrics.
@NullMarked
package org.tapwarden.appliance;

import org.jspecify.annotations.NullMarked;
