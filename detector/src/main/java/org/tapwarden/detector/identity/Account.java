package org.tapwarden.detector.identity;

import java.util.Locale;
import java.util.Set;

/// An account's name, taken apart: `SCHOOL\kim`, `kim@school.example` and `kim` may all be one
/// person, as Windows, Kerberos and a RADIUS server write her.
///
/// @param name lower case, without the realm
/// @param realm a domain's short name or a Kerberos or RADIUS realm, lower case; empty when not
///   said
public record Account(String name, String realm) {

    /// What supplicants say outside the tunnel that hides who it is (RFC 7542, section 2.4).
    private static final Set<String> NOBODY = Set.of("", "anonymous");

    public static Account of(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int backslash = lower.indexOf('\\');
        if (backslash >= 0) {
            return new Account(lower.substring(backslash + 1), lower.substring(0, backslash));
        }
        int at = lower.lastIndexOf('@');
        return at < 0
                ? new Account(lower, "")
                : new Account(lower.substring(0, at), lower.substring(at + 1));
    }

    /// Whether both may name one person: the same name, and realms that do not contradict each
    /// other. A domain's short name is the first label of its realm, or so we take it.
    public boolean sameAs(Account other) {
        return name.equals(other.name)
                && (realm.isEmpty()
                        || other.realm.isEmpty()
                        || realm.equals(other.realm)
                        || realm.startsWith(other.realm + ".")
                        || other.realm.startsWith(realm + "."));
    }

    /// Whether it names no person.
    public boolean isNobody() {
        return NOBODY.contains(name);
    }
}
