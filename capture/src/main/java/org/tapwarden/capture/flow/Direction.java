package org.tapwarden.capture.flow;

/// Who sent a packet of a flow.
public enum Direction {
    FROM_SOURCE,
    FROM_DESTINATION
}
