package org.tapwarden.enforcer.ladder;

import org.tapwarden.enforcer.protect.ProtectedSet;

/// That a rule may act by itself in a segment, as the operator's own file says; what the sensor
/// says of it does not count.
///
/// @param owner who switched it on and answers for it
/// @param never whom it may never touch there
public record SwitchedOn(String rule, String segment, String owner, ProtectedSet never) {}
