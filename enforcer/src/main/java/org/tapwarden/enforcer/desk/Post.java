package org.tapwarden.enforcer.desk;

import java.util.Optional;

/// Carries one mail to somebody who takes responsibility for it.
@FunctionalInterface
public interface Post {

    /// @return why it was not taken, empty when it was
    Optional<String> send(Outbox.Mail mail);
}
