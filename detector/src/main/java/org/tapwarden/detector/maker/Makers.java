package org.tapwarden.detector.maker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;

/// The IEEE's registry of MAC prefixes: MA-L (24 bits), MA-M (28 bits) and MA-S (36 bits).
public final class Makers {

    private static final String RESOURCE = "/oui/index.json";
    private static final int[] LENGTHS = {36, 28, 24};
    private static final int LONGEST_NAME = 64;

    /// Each prefix is a field's name and there once: to remember names would be in vain.
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build();

    private static @Nullable Makers known;

    private final Map<Long, String> names;

    private Makers(Map<Long, String> names) {
        this.names = names;
    }

    /// The table that is built in. Read by the first who asks, in some 0.2 s.
    ///
    /// @throws IOException when the build left it out
    public static synchronized Makers load() throws IOException {
        Makers makers = known;
        if (makers == null) {
            makers = read();
            known = makers;
        }
        return makers;
    }

    private static Makers read() throws IOException {
        Map<Long, String> names = HashMap.newHashMap(60_000);
        Map<String, String> same = new HashMap<>();
        try (InputStream in = Makers.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("the table of makers (" + RESOURCE + ") was not built in");
            }
            try (JsonParser json = JSON.createParser(in)) {
                json.nextToken();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String prefix = json.currentName();
                    String entry = json.nextTextValue();
                    String name = entry == null ? "" : entry.lines().findFirst().orElse("");
                    if (name.length() > LONGEST_NAME) {
                        name = name.substring(0, LONGEST_NAME);
                    }
                    int bits = prefix.length() * 4;
                    long key = key(Long.parseLong(prefix, 16) << (48 - bits), bits);
                    names.put(key, same.computeIfAbsent(name, n -> n));
                }
            }
        }
        return new Makers(names);
    }

    /// The maker's name in the registry's words; empty when it is not there, or when the MAC says
    /// of itself that it was not given by a maker.
    public String of(long mac) {
        if (mac == 0 || new Mac(mac).isLocallyAdministered()) {
            return "";
        }
        for (int bits : LENGTHS) {
            String name = names.get(key(mac, bits));
            if (name != null) {
                return name;
            }
        }
        return "";
    }

    public int size() {
        return names.size();
    }

    /// The prefix, and its length below it, so that lengths do not meet.
    private static long key(long mac, int bits) {
        return mac >>> (48 - bits) << 8 | bits;
    }
}
