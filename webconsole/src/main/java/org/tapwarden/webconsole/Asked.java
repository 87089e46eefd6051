package org.tapwarden.webconsole;

import java.util.Map;
import java.util.Optional;
import org.tapwarden.webconsole.access.Account;
import org.tapwarden.webconsole.access.Role;
import org.tapwarden.webconsole.access.Sessions.Session;

/// A request, as a route's action sees it.
///
/// @param id the number in the path, or empty
/// @param fields of the query and the form together
record Asked(
        String path,
        String id,
        Map<String, String> fields,
        String address,
        Optional<Session> session,
        String token) {

    Asked {
        fields = Map.copyOf(fields);
    }

    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    Account account() {
        return session.orElseThrow().account();
    }

    boolean is(Role role) {
        return session.isPresent() && account().role() == role;
    }
}
