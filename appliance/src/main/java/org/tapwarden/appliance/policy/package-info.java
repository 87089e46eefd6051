/// `tapwarden policy`: looking a policy over before it counts.
@NullMarked
package org.tapwarden.appliance.policy;

import org.jspecify.annotations.NullMarked;
