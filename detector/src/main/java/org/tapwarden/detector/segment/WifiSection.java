package org.tapwarden.detector.segment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting.NetworkOffered.Security;
import org.tapwarden.detector.yaml.Yaml;

/// Reads the key `wifi` of the segments file.
final class WifiSection {

    private static final String AT = "wifi";

    private WifiSection() {}

    /// @throws IllegalArgumentException in one line, which names key and value, and what would be
    ///   right
    static Wifi read(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Wifi.UNDECLARED;
        }
        Yaml.onlyKeys(node, AT, Set.of("segment", "ssids", "bssids", "base-macs"));
        String segment = Yaml.text(node, AT, "segment", "");
        return new Wifi(
                ssids(node.path("ssids")),
                macs(node, "bssids"),
                macs(node, "base-macs"),
                segment.isEmpty() ? null : segment);
    }

    private static Map<String, Security> ssids(JsonNode list) {
        Map<String, Security> ssids = new LinkedHashMap<>();
        if (list.isMissingNode() || list.isNull()) {
            return ssids;
        }
        if (!list.isArray()) {
            throw new IllegalArgumentException(
                    AT + ".ssids: must be a list of {name: ..., security: ...}");
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode one = list.get(i);
            String at = AT + ".ssids[" + i + "]";
            Yaml.onlyKeys(one, at, Set.of("name", "security"));
            String name = Yaml.text(one, at, "name");
            String _ = Yaml.text(one, at, "security");
            Security security = Yaml.choice(one, at, "security", Security.class, Security.OPEN);
            if (ssids.put(name, security) != null) {
                throw new IllegalArgumentException(AT + ".ssids: two are called '" + name + "'");
            }
        }
        return ssids;
    }

    private static Set<Long> macs(JsonNode node, String key) {
        List<String> texts = Yaml.texts(node, AT, key);
        Set<Long> macs = new LinkedHashSet<>();
        for (String text : texts) {
            try {
                macs.add(Mac.parse(text).bits());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        AT + "." + key + ": '" + text + "' must be a MAC address", e);
            }
        }
        return macs;
    }
}
