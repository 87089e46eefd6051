/// What can happen on a school's network: attacks, and what only looks like one. Each scenario is
/// played in the lab with real parts, recorded, and judged.
@NullMarked
package org.tapwarden.appliance.scenario;

import org.jspecify.annotations.NullMarked;
