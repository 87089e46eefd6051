package org.tapwarden.classifier.label;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;

/// Whether a TLS handshake is that of a Tor relay: a certificate for one made-up `.net` name,
/// signed by another made-up `.com` name, both new for each relay, shown to a client that asks for
/// a third (Tor specification, "Negotiating channels"; seen up to TLS 1.2 only). Each alone
/// happens; that all three are there and all differ is what nobody else does.
///
/// TLS 1.3 hides the certificates. There it is concluded from two hints of the hello: that it asks
/// for such a name, and that it lists what Tor lists, which is what a browser does and one number
/// that no browser sends, without ALPN, which every browser sends.
final class TorLink {

    /// The sorted cipher suites as JA4 has them: the seventeen that Firefox offers, which Tor
    /// imitates, and OpenSSL's `TLS_EMPTY_RENEGOTIATION_INFO_SCSV`. Measured: Tor 0.4.9.11 with
    /// OpenSSL 3.0; none of 339 labelled captures has it. Older releases offered other suites.
    private static final String SUITES = "00_796efca44d18_";

    /// Over TCP, TLS 1.3, with a server name.
    private static final String NEWEST = "t13d";

    /// Behind the numbers of suites and extensions.
    private static final int SUITES_AT = NEWEST.length() + 4;

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

    /// Whether the hello alone is that of a link, as far as a fingerprint can tell.
    static boolean isOffered(FlowRecord.Names names) {
        String ja4 = names.tls().ja4();
        return ja4 != null
                && ja4.startsWith(NEWEST)
                && ja4.startsWith(SUITES, SUITES_AT)
                && middle(SHOWN, names.serverName()) != null;
    }

    private static @Nullable String middle(Pattern pattern, @Nullable String name) {
        if (name == null) {
            return null;
        }
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
