package org.tapwarden.enforcer.nft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.yaml.Yaml;

/// The section `enforcer.nftables`: `true`, or where in the kernel and by what means.
///
/// @param families at least one
/// @param devices whose frames are looked at one by one; none without {@link Family#NETDEV}
/// @param library whether the library is tried before the program `nft`
public record NftSettings(Set<Family> families, Set<String> devices, boolean library) {

    public static final int MOST_DEVICES = 64;
    public static final NftSettings USUAL =
            new NftSettings(EnumSet.of(Family.BRIDGE, Family.INET), Set.of(), true);

    private static final String AT = "enforcer.nftables";

    /// As the kernel allows and a script needs no escape for.
    static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

    public NftSettings {
        families = Set.copyOf(families);
        devices = Set.copyOf(devices);
        if (families.isEmpty()) {
            throw new IllegalArgumentException(
                    AT + ".families: at least one of bridge, inet, netdev");
        }
        if (families.contains(Family.NETDEV) == devices.isEmpty()) {
            throw new IllegalArgumentException(
                    AT
                            + ".devices: name the devices that family netdev looks at, and only with it");
        }
        if (devices.size() > MOST_DEVICES) {
            throw new IllegalArgumentException(AT + ".devices: more than " + MOST_DEVICES);
        }
        for (String device : devices) {
            if (!DEVICE.matcher(device).matches()) {
                throw new IllegalArgumentException(
                        AT + ".devices: '" + device + "' is no name of a network device");
            }
        }
    }

    /// @param node null where the settings do not say
    /// @return empty where nothing is done in this kernel
    /// @throws IllegalArgumentException in one line that names key and value, and what would be
    ///   right
    public static Optional<NftSettings> of(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (node.isBoolean()) {
            return node.asBoolean() ? Optional.of(USUAL) : Optional.empty();
        }
        if (!node.isObject()) {
            throw new IllegalArgumentException(
                    AT + ": must be true, false, or a list of 'key: value'");
        }
        Yaml.onlyKeys(node, AT, Set.of("families", "devices", "library"));
        return Optional.of(
                new NftSettings(
                        node.hasNonNull("families")
                                ? families(Yaml.texts(node, AT, "families"))
                                : USUAL.families(),
                        new LinkedHashSet<>(Yaml.texts(node, AT, "devices")),
                        Yaml.truth(node, AT, "library", true)));
    }

    private static Set<Family> families(List<String> words) {
        Set<Family> families = EnumSet.noneOf(Family.class);
        for (String word : words) {
            try {
                families.add(Family.valueOf(word.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        AT + ".families: '" + word + "' must be one of [bridge, inet, netdev]", e);
            }
        }
        return families;
    }
}
