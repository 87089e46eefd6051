package org.tapwarden.classifier;

import java.util.Locale;

/// What kind of thing a flow is for. About two dozen, none of them a viewpoint: no political or
/// religious category exists, so no rule can name one (regulation K.3, K.4).
public enum Category {
    UNKNOWN,
    NETWORK,
    WEB,
    ADULT,
    VIOLENCE_GORE,
    WEAPONS,
    DRUGS_ALCOHOL_VAPING,
    GAMBLING,
    HATE_EXTREMISM,
    DATING,
    VPN,
    TOR,
    WEB_PROXY,
    ENCRYPTED_DNS,
    REMOTE_ACCESS,
    DYNAMIC_DNS,
    P2P,
    PIRACY_WAREZ,
    LICENCE_BYPASS,
    MALWARE,
    PHISHING,
    CRYPTOMINING,
    STRESSER,
    SOCIAL,
    GAMES,
    STREAMING,
    SHOPPING_AUCTION,
    WEBMAIL,
    FILE_STORAGE_PASTE,
    AI_CHAT,
    OFFICE_APP,
    MAIL,
    CALLS,
    FILE_SERVICE,
    DATABASE,
    INDUSTRIAL,
    STATE_TESTING,
    PROTECTED;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /// Whether to say this of somebody's flow says that they go around the office's protection, or
    /// around somebody's rights (K.5, K.9 to K.12a): such a label wants content or two independent
    /// hints.
    public boolean isEvasion() {
        return switch (this) {
            case VPN, TOR, WEB_PROXY, P2P, PIRACY_WAREZ, LICENCE_BYPASS, CRYPTOMINING -> true;
            default -> false;
        };
    }

    /// Whether no name lifts this where the bytes show it: the client chooses the name that it
    /// shows, and could else hide behind a service or a list.
    public boolean outweighsNames() {
        return switch (this) {
            case VPN, TOR, WEB_PROXY, ENCRYPTED_DNS, REMOTE_ACCESS, P2P, CRYPTOMINING -> true;
            default -> false;
        };
    }

    /// The name in records and queries, such as `remote-access`.
    public String word() {
        return word;
    }
}
