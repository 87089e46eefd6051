package org.tapwarden.enforcer.radius;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What the driver is given: {@link RadiusSettings} with what their files hold.
///
/// @param window how far the time of an answer may be off
public record RadiusNetwork(Path denyList, Duration window, List<Nas> servers) {

    public RadiusNetwork {
        servers = List.copyOf(servers);
    }
}
