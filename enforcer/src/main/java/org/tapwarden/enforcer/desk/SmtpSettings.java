package org.tapwarden.enforcer.desk;

import java.util.Optional;

/// The mail server of the office.
///
/// @param startTlsRequired do not send in clear even when the server offers nothing else; STARTTLS
///   is used whenever it is offered
/// @param account user and password, where the server wants them
public record SmtpSettings(
        String host, int port, boolean startTlsRequired, Optional<Account> account) {

    /// @param password from a file that only the enforcer reads
    public record Account(String user, String password) {

        @Override
        public String toString() {
            return "Account[" + user + "]";
        }
    }

    public SmtpSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("smtp.host: '' is no host");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("smtp.port: " + port + " is not in 1..65535");
        }
    }
}
