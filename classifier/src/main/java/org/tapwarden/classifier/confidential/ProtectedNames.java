package org.tapwarden.classifier.confidential;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.service.Services;

/// Which names belong to protected destinations, by the table of services and by the lists that
/// count at the time. One for each thread that asks.
public final class ProtectedNames {

    private static final String COMMON_NAME = "cn=";

    private final Function<String, Services.@Nullable Service> services;
    private final ActiveLists.Asker lists;

    /// @param services what our table says of a name, or null
    /// @param lists of this thread
    public ProtectedNames(
            Function<String, Services.@Nullable Service> services, ActiveLists.Asker lists) {
        this.services = services;
        this.lists = lists;
    }

    /// Whether a host name is one.
    public boolean holds(@Nullable String name) {
        if (name == null) {
            return false;
        }
        Services.Service service = services.apply(name);
        if (service != null && service.category() == Category.PROTECTED) {
            return true;
        }
        ListHit hit = lists.ask(name);
        return hit != null && hit.category() == Category.PROTECTED;
    }

    /// Whether anything that the wire called a flow is one: the server's name, the name asked for,
    /// or a name in the server's certificate.
    public boolean holdsAny(FlowRecord.Names names) {
        FlowRecord.Tls tls = names.tls();
        return holds(names.serverName())
                || holds(names.question())
                || holdsCertificate(tls.subject(), tls.alternativeName());
    }

    /// Whether a certificate is for one. A certificate's `*.example.org` ends like any of its
    /// hosts.
    ///
    /// @param subject as `CN=...`, or null
    boolean holdsCertificate(@Nullable String subject, @Nullable String alternativeName) {
        return holds(alternativeName) || (subject != null && holds(commonName(subject)));
    }

    private static @Nullable String commonName(String subject) {
        int at = subject.toLowerCase(Locale.ROOT).indexOf(COMMON_NAME);
        if (at < 0) {
            return null;
        }
        int from = at + COMMON_NAME.length();
        int comma = subject.indexOf(',', from);
        return subject.substring(from, comma < 0 ? subject.length() : comma);
    }
}
