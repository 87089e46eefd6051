package org.tapwarden.detector.sensor;

import java.util.List;
import java.util.Locale;

/// The family that a user agent belongs to. Versions, plug-ins and languages together would single
/// out one person's device, so nothing of them is kept (RFC 9110, section 10.1.5, on fingerprints).
final class AgentFamily {

    private record Family(String token, String name) {}

    /// Products name those that they are compatible with, so who comes first here is meant.
    private static final List<Family> FAMILIES =
            List.of(
                    new Family("microsoft-cryptoapi", "Windows itself"),
                    new Family("windows-update-agent", "Windows Update"),
                    new Family("cfnetwork", "Apple system software"),
                    new Family("dalvik", "Android app"),
                    new Family("edg/", "Edge"),
                    new Family("opr/", "Opera"),
                    new Family("firefox/", "Firefox"),
                    new Family("cros ", "Chrome on ChromeOS"),
                    new Family("chrome/", "Chrome"),
                    new Family("safari/", "Safari"),
                    new Family("curl/", "curl"),
                    new Family("wget/", "Wget"),
                    new Family("python", "Python"),
                    new Family("okhttp", "Android app"),
                    new Family("go-http-client", "Go program"),
                    new Family("debian apt", "APT"),
                    new Family("apt-http", "APT"),
                    new Family("java/", "Java program"));

    private AgentFamily() {}

    /// Empty when no family is recognised: what is not known is not kept.
    static String of(String agent) {
        String lower = agent.toLowerCase(Locale.ROOT);
        for (Family family : FAMILIES) {
            if (lower.contains(family.token())) {
                return family.name();
            }
        }
        return "";
    }
}
