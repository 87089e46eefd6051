package org.tapwarden.enforcer.radius;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.order.Subject;

/// A device, its session and the switch that let it in.
final class Sample {

    static final String SECRET = "testing123";
    static final Mac ROGUE = Mac.parse("02:00:00:00:01:01");
    static final Mac OTHER = Mac.parse("02:00:00:00:01:02");
    static final Grant GRANT = grant(1, ROGUE);
    static final Address LOOPBACK = Address.parse("127.0.0.1");

    private Sample() {}

    static Grant grant(int number, Mac... macs) {
        return new Grant(
                "order-" + number,
                "case-" + number,
                new Subject(number, Set.of(macs), Set.of(), ""));
    }

    static Nas nas(String name, int port) {
        return nas(name, port, SECRET, OptionalInt.empty(), true);
    }

    static Nas nas(String name, int port, String secret, OptionalInt vlan, boolean tells) {
        return new Nas(
                name,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                SharedSecret.of(secret),
                Optional.empty(),
                false,
                tells,
                vlan);
    }

    static RadiusNetwork network(Path list, Nas... servers) {
        return new RadiusNetwork(list, Duration.ofMinutes(5), List.of(servers));
    }

    /// A session that the switch of this name told of.
    static Session session(Mac mac, String nas, String id) {
        return session(mac, nas, id, Session.State.OPEN);
    }

    static Session session(Mac mac, String nas, String id, Session.State state) {
        return session(mac, nas, id, state, Duration.ofMinutes(1));
    }

    static Session session(Mac mac, String nas, String id, Session.State state, Duration ago) {
        return new Session(
                Address.parse("10.9.9.9"),
                nas,
                id,
                mac,
                mac.toString().replace(':', '-').toUpperCase(java.util.Locale.ROOT),
                "",
                state,
                Instant.now().minus(ago));
    }

    /// The same under an account.
    static Session session(Mac mac, String nas, String id, String user) {
        Session told = session(mac, nas, id);
        return new Session(
                told.client(),
                told.nas(),
                told.id(),
                told.mac(),
                told.station(),
                user,
                told.state(),
                told.last());
    }

    static Sessions known(Session... sessions) {
        return mac -> List.of(sessions).stream().filter(s -> s.mac().equals(mac)).toList();
    }
}
