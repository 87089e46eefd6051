package org.tapwarden.webconsole;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tapwarden.webconsole.access.Role;

/// One route, and who may use it. What is no route does not exist.
///
/// @param path a pattern; its group, if any, is the id
/// @param roles who may; empty is whoever comes
record Route(String method, Pattern path, Set<Role> roles, Action action) {

    /// What a route does.
    @FunctionalInterface
    interface Action {
        Reply of(Asked asked);
    }

    static Route of(String method, String path, Set<Role> roles, Action action) {
        return new Route(method, Pattern.compile(path), Set.copyOf(roles), action);
    }

    /// The id in the path when it is this route's; empty text without one.
    Optional<String> matches(String askedMethod, String askedPath) {
        Matcher matcher = path.matcher(askedPath);
        if (!method.equals(askedMethod) || !matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(matcher.groupCount() > 0 ? matcher.group(1) : "");
    }

    /// Whether it answers there, by its own method.
    boolean isAt(String askedPath) {
        return path.matcher(askedPath).matches();
    }

    boolean isOpen() {
        return roles.isEmpty();
    }
}
