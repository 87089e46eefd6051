package org.tapwarden.webconsole.page;

import java.util.List;

/// What is shown of the packets of an alert.
///
/// @param lines for people
/// @param sha256 of the capture file; empty where there is none
public record PacketLines(List<String> lines, String sha256) {
    public PacketLines {
        lines = List.copyOf(lines);
    }
}
