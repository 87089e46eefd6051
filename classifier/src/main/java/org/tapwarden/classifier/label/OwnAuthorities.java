package org.tapwarden.classifier.label;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;

/// Services that sign the certificates of their servers themselves. Nobody else has such an issuer,
/// and what a browser opens of theirs is signed by a public authority; so it says more than whom a
/// certificate is for, and it tells a tunnel that shows no name, or somebody else's.
final class OwnAuthorities {

    /// A name of the service by the issuer's organization, or its common name where it has none.
    ///
    /// Observed: AnyDesk, Private Internet Access, Windscribe. The others are what the settings of
    /// their clients are known to name, and were not observed.
    private static final Map<String, String> SERVICES =
            Map.ofEntries(
                    Map.entry("Amagicom AB", "mullvad.net"),
                    Map.entry("AnyDesk Client", "anydesk.com"),
                    Map.entry("CyberGhost S.A.", "cyberghostvpn.com"),
                    Map.entry("ExpressVPN", "expressvpn.com"),
                    Map.entry("GoldenFrog-Inc", "vyprvpn.com"),
                    Map.entry("IPVanish", "ipvanish.com"),
                    Map.entry("NordVPN", "nordvpn.com"),
                    Map.entry("Private Internet Access", "privateinternetaccess.com"),
                    Map.entry("ProtonVPN AG", "protonvpn.com"),
                    Map.entry("Surfshark", "surfshark.com"),
                    Map.entry("Windscribe", "windscribe.com"),
                    Map.entry("Windscribe Limited", "windscribe.com"),
                    Map.entry("philandro Software GmbH", "anydesk.com"));

    private static final String ORGANIZATION = "O=";
    private static final String COMMON_NAME = "CN=";

    private OwnAuthorities() {}

    /// Names of all services that can be told so.
    static Iterable<String> names() {
        return SERVICES.values();
    }

    /// A name of the service whose own authority signed, or null.
    static @Nullable String serviceOf(FlowRecord.Tls tls) {
        String issuer = tls.issuer();
        return issuer == null ? null : SERVICES.get(holder(issuer));
    }

    /// The organization, which comes last, or the whole common name.
    private static String holder(String issuer) {
        int organization = issuer.lastIndexOf(ORGANIZATION);
        if (organization >= 0) {
            return issuer.substring(organization + ORGANIZATION.length());
        }
        return issuer.startsWith(COMMON_NAME) ? issuer.substring(COMMON_NAME.length()) : issuer;
    }
}
