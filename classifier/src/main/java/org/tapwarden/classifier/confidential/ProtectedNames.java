package org.tapwarden.classifier.confidential;

import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.service.Services;

/// Which names belong to protected destinations. One for each thread that asks.
public final class ProtectedNames {

    private static final String COMMON_NAME = "cn=";

    private final Predicate<String> belongs;

    /// @param belongs says of a host name whether it belongs to one
    public ProtectedNames(Predicate<String> belongs) {
        this.belongs = belongs;
    }

    /// Those of the table of services.
    public static ProtectedNames of(Services services) {
        return of(services, new ActiveLists());
    }

    /// Those of the table of services and of the lists that count at the time.
    public static ProtectedNames of(Services services, ActiveLists lists) {
        var asker = new ActiveLists.Asker(lists);
        return new ProtectedNames(name -> {
            Services.Service service = services.lookup(name);
            if (service != null && service.category() == Category.PROTECTED) {
                return true;
            }
            ListHit hit = asker.ask(name);
            return hit != null && hit.category() == Category.PROTECTED;
        });
    }

    /// Whether a host name is one.
    public boolean holds(@Nullable String name) {
        return name != null && belongs.test(name);
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
