package org.tapwarden.history.index;

/// Some slices of a segment, ascending.
///
/// @param first the first of them
/// @param numbers all of them, unless they are a run
/// @param count how many
/// @param run whether they follow each other without a gap
record Slices(int first, int[] numbers, int count, boolean run) {}
