package org.tapwarden.classifier.protocol;

/// What carries a protocol.
public enum Transport {
    TCP,
    UDP
}
