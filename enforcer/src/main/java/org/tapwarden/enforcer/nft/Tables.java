package org.tapwarden.enforcer.nft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Commands;

/// The tables in the kernel: made when they are missing, by whoever took them away. One thread at a
/// time.
final class Tables {

    private static final Logger LOG = LoggerFactory.getLogger(Tables.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /// For documentation (RFC 7042, section 2.1.2).
    static final Mac NOBODYS = new Mac(0x0000_5e00_5301L);

    private static final Placed NOBODY = new Placed(Set.of(NOBODYS), Set.of(), Set.of());

    private final NftSettings settings;
    private final Nft nft;
    private final Ruleset rules;
    private final Supplier<Map<String, Integer>> devices;

    private boolean made;

    /// The devices whose frames are looked at, by number.
    private Map<String, Integer> lookedAt = Map.of();

    private boolean egress = true;

    /// @param devices those that this machine has, by number
    Tables(NftSettings settings, Nft nft, Ruleset rules, Supplier<Map<String, Integer>> devices) {
        this.settings = settings;
        this.nft = nft;
        this.rules = rules;
        this.devices = devices;
    }

    /// Makes what is missing and keeps the elements of what is there. Tables of families that are
    /// not meant any more go.
    void prepare() {
        for (Family family : EnumSet.complementOf(EnumSet.copyOf(settings.families()))) {
            // A kernel without the family has no such table either.
            var _ = nft.run(Ruleset.removal(family));
        }
        var _ = made("");
    }

    /// Whether the kernel would hold somebody, without holding anybody.
    Commands.Ran rehearsal() {
        return check(rules.hold(NOBODY, "test", 1));
    }

    /// Whether the kernel would do it; it does not.
    Commands.Ran check(String script) {
        return nft.check(script);
    }

    /// Looks at the devices first: one that went and came back, such as a port that was plugged in
    /// again, has lost its chain where the kernel is older than 6.16.
    Commands.Ran hold(String script) {
        made &= settings.devices().isEmpty() || lookedAt.equals(present());
        return apply(script);
    }

    /// Makes the tables again when somebody's `flush ruleset` took them away.
    Commands.Ran apply(String script) {
        if (made) {
            Commands.Ran ran = nft.run(script);
            if (ran.succeeded() || ran.timedOut()) {
                return ran;
            }
        }
        return made(script);
    }

    private Commands.Ran made(String script) {
        Map<String, Integer> present = settings.devices().isEmpty() ? Map.of() : present();
        List<String> chains = settings.devices().isEmpty() ? List.of() : chains();
        Set<String> names = present.keySet();
        Commands.Ran ran = nft.run(rules.tables(Ruleset.devices(chains, names, true)) + script);
        egress = true;
        if (!ran.succeeded() && !names.isEmpty()) {
            String without = rules.tables(Ruleset.devices(chains, names, false));
            Commands.Ran second = nft.run(without + script);
            if (second.succeeded()) {
                LOG.warn("nftables: what leaves by a device is not looked at: {}", ran.err());
                egress = false;
                ran = second;
            }
        }
        made = ran.succeeded();
        lookedAt = present;
        return ran;
    }

    private Map<String, Integer> present() {
        var present = new TreeMap<>(devices.get());
        present.keySet().retainAll(settings.devices());
        return present;
    }

    private List<String> chains() {
        return objects("table netdev tapwarden").orElse(List.of()).stream()
                .map(object -> object.path("chain").path("name").asText())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// Takes all of ours out of the kernel; the next hold makes it again.
    Commands.Ran remove() {
        made = false;
        return nft.run(rules.removal());
    }

    /// The elements of a set, with the case beside each; empty when it cannot be said.
    Optional<Map<String, String>> elements(String set) {
        Optional<List<JsonNode>> objects = objects(set);
        if (objects.isEmpty()) {
            return Optional.empty();
        }
        var elements = new HashMap<String, String>();
        for (JsonNode object : objects.get()) {
            for (JsonNode element : object.path("set").path("elem")) {
                JsonNode inner = element.has("elem") ? element.path("elem") : element;
                String key = inner.isTextual() ? inner.asText() : inner.path("val").asText();
                elements.put(key, inner.path("comment").asText());
            }
        }
        return Optional.of(elements);
    }

    private Optional<List<JsonNode>> objects(String what) {
        Commands.Ran ran = nft.list(what);
        if (!ran.succeeded()) {
            // No table yet: there is nothing. Anything else cannot be said.
            return ran.err().contains("No such file") ? Optional.of(List.of()) : Optional.empty();
        }
        try {
            var objects = new ArrayList<JsonNode>();
            JSON.readTree(ran.out()).path("nftables").forEach(objects::add);
            return Optional.of(objects);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /// By what means and where, in words for people.
    @Override
    public String toString() {
        var absent = new TreeSet<>(settings.devices());
        absent.removeAll(lookedAt.keySet());
        return nft.words()
                + "; families "
                + settings.families().stream()
                        .sorted()
                        .map(Family::word)
                        .collect(Collectors.joining(", "))
                + (settings.devices().isEmpty() || egress ? "" : ", without what leaves")
                + (absent.isEmpty() ? "" : ", without " + String.join(", ", absent));
    }
}
