package org.tapwarden.detector.place;

/// One device, and where somebody says it is plugged in.
///
/// @param mac 48 bits
public record Located(long mac, Place place) {}
