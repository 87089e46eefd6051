/// Whose it is and whether it is allowed: devices, identity, evidence, cases and policy.
@NullMarked
package org.tapwarden.detector;

import org.jspecify.annotations.NullMarked;
