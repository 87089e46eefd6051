package org.tapwarden.classifier.label;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;

/// Whether a TLS handshake is that of a Tor relay: a certificate for one made-up `.net` name,
/// signed by another made-up `.com` name, both new for each relay, shown to a client that asks for
/// a third (Tor specification, "Negotiating channels"; seen up to TLS 1.2 only). Each alone
/// happens; that all three are there and all differ is what nobody else does.
final class TorLink {

    private static final Pattern SUBJECT = Pattern.compile("CN=www\\.([a-z2-7]{8,20})\\.net");
    private static final Pattern ISSUER = Pattern.compile("CN=www\\.([a-z2-7]{8,20})\\.com");
    private static final Pattern SHOWN = Pattern.compile("www\\.([a-z2-7]{4,25})\\.com");

    private TorLink() {}

    static boolean isShown(FlowRecord.Names names) {
        // Few flows show a certificate, and every flow is asked.
        String subject = middle(SUBJECT, names.tls().subject());
        if (subject == null) {
            return false;
        }
        String issuer = middle(ISSUER, names.tls().issuer());
        String shown = middle(SHOWN, names.serverName());
        return issuer != null
                && shown != null
                && names.tls().alternativeName() == null
                && !subject.equals(issuer)
                && !subject.equals(shown)
                && !issuer.equals(shown);
    }

    private static @Nullable String middle(Pattern pattern, @Nullable String name) {
        if (name == null) {
            return null;
        }
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
