package org.tapwarden.classifier.list.lint;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;

/// Which of the University of Toulouse's categories is which of ours. What is not here is left out,
/// above all what is a viewpoint: sects, astrology, the press, "fake news".
final class Ut1Categories {

    private static final Map<String, Category> OURS =
            Map.ofEntries(
                    entry("adult", Category.ADULT),
                    entry("mixed_adult", Category.ADULT),
                    entry("agressif", Category.HATE_EXTREMISM),
                    entry("audio-video", Category.STREAMING),
                    entry("radio", Category.STREAMING),
                    entry("chat", Category.SOCIAL),
                    entry("social_networks", Category.SOCIAL),
                    entry("cryptojacking", Category.CRYPTOMINING),
                    entry("dangerous_material", Category.WEAPONS),
                    entry("dating", Category.DATING),
                    entry("ddos", Category.STRESSER),
                    entry("doh", Category.ENCRYPTED_DNS),
                    entry("drogue", Category.DRUGS_ALCOHOL_VAPING),
                    entry("dynamic-dns", Category.DYNAMIC_DNS),
                    entry("filehosting", Category.FILE_STORAGE_PASTE),
                    entry("gambling", Category.GAMBLING),
                    entry("games", Category.GAMES),
                    entry("malware", Category.MALWARE),
                    entry("stalkerware", Category.MALWARE),
                    entry("phishing", Category.PHISHING),
                    entry("redirector", Category.WEB_PROXY),
                    entry("residential-proxies", Category.WEB_PROXY),
                    entry("remote-control", Category.REMOTE_ACCESS),
                    entry("shopping", Category.SHOPPING_AUCTION),
                    entry("vpn", Category.VPN),
                    entry("warez", Category.PIRACY_WAREZ),
                    entry("webmail", Category.WEBMAIL));

    private Ut1Categories() {}

    static @Nullable Category of(String theirs) {
        return OURS.get(theirs);
    }
}
