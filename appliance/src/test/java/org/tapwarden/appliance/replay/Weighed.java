package org.tapwarden.appliance.replay;

/// A frame and what it took.
///
/// @param nanos of processor time
record Weighed(DamagedFrame frame, double nanos) {}
