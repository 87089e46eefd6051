package org.tapwarden.webconsole;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;

/// How the console opens.
///
/// @param port 0 takes a free one
/// @param state directory of its own file and certificate
/// @param zone of the site, in which times are shown and read
/// @param notice the regulation's words on monitoring, for the login page
/// @param noticeClause the clause they are
/// @param metricsPeers addresses that may read `/metrics`, beside loopback
public record ConsoleSettings(
        String host,
        int port,
        Path state,
        ZoneId zone,
        String office,
        String notice,
        String noticeClause,
        Set<String> metricsPeers,
        Duration idle) {

    /// Half an hour without a request ends a session.
    public static final Duration USUAL_IDLE = Duration.ofMinutes(30);

    public ConsoleSettings {
        metricsPeers = Set.copyOf(metricsPeers);
    }
}
