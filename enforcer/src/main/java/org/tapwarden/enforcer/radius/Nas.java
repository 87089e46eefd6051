package org.tapwarden.enforcer.radius;

import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.tapwarden.capture.Address;

/// A network access server that we may ask.
///
/// @param name how outcomes call it
/// @param address where it takes requests
/// @param tls over which it is asked; empty where it is asked over UDP
/// @param requiresMessageAuthenticator whether an answer without one is not believed. Where there
///   is one it is always verified; FreeRADIUS 3.2.1 sends none
/// @param tellsSessions whether it sends accounting; where not, it is asked about every MAC
/// @param vlan where a device goes; empty where it is thrown out
record Nas(
        String name,
        InetSocketAddress address,
        SharedSecret secret,
        Optional<Tls> tls,
        boolean requiresMessageAuthenticator,
        boolean tellsSessions,
        OptionalInt vlan) {

    /// How it proves who it is, and we.
    ///
    /// @param name what its certificate must say
    record Tls(SslContext context, String name) {}

    /// Whether this is where the session is.
    boolean has(Session session) {
        return session.client().equals(ip())
                || session.nas().equals(name)
                || session.nas().equals(ip().toString());
    }

    private Address ip() {
        return Address.of(address.getAddress().getAddress());
    }

    @Override
    public String toString() {
        return name;
    }
}
