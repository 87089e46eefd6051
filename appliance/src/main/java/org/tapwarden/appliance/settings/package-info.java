/// What the operator sets: one YAML file, one record for each part, checked when made.
///
/// Promise: an unknown key or a bad value stops the start, and the message names key, value and
/// what would be right.
@NullMarked
package org.tapwarden.appliance.settings;

import org.jspecify.annotations.NullMarked;
