package org.tapwarden.detector.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.yaml.Yaml;

/// The regulation that rules may cite.
public final class Clauses {

    private static final String BUILT_IN = "clauses.yaml";

    private final String name;
    private final Map<String, Clause> byId;

    private Clauses(String name, Map<String, Clause> byId) {
        this.name = name;
        this.byId = Map.copyOf(byId);
    }

    /// The regulation that comes with the appliance.
    public static Clauses builtIn() throws IOException {
        try (InputStream in = Clauses.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IOException(BUILT_IN + " was not built in");
            }
            return of(Yaml.read(in, BUILT_IN));
        }
    }

    private static Clauses of(JsonNode root) {
        Yaml.onlyKeys(root, "", Set.of("regulation", "clauses"));
        Map<String, Clause> byId = new LinkedHashMap<>();
        JsonNode list = root.path("clauses");
        for (int i = 0; i < list.size(); i++) {
            String at = "clauses[" + i + "]";
            JsonNode node = list.get(i);
            Yaml.onlyKeys(node, at, Set.of("id", "sentence", "not-observable"));
            var clause =
                    new Clause(
                            Yaml.text(node, at, "id"),
                            Yaml.text(node, at, "sentence"),
                            Yaml.texts(node, at, "not-observable"));
            byId.put(clause.id(), clause);
        }
        return new Clauses(Yaml.text(root, "", "regulation"), byId);
    }

    /// What the regulation is called.
    public String name() {
        return name;
    }

    public @Nullable Clause byId(String id) {
        return byId.get(id);
    }

    public Set<String> ids() {
        return byId.keySet();
    }
}
