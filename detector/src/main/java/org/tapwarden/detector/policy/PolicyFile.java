package org.tapwarden.detector.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.policy.Rule.Severity;
import org.tapwarden.detector.policy.Rule.Step;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.yaml.Yaml;

/// Reads a policy: `rules`, and under `automatic` what may act by itself.
public final class PolicyFile {

    /// Reads a condition in the flow language.
    @FunctionalInterface
    public interface Parser {
        /// @throws IllegalArgumentException in one line, when the text is no condition
        Query parse(String text);
    }

    private static final String BUILT_IN = "policy.yaml";
    private static final Set<String> RULE_KEYS =
            Set.of("id", "title", "clause", "on", "when", "severity", "step", "for", "to");
    private static final Set<String> AUTOMATIC_KEYS =
            Set.of("rule", "segment", "owner", "reviewed", "never-list");
    private static final Duration USUAL_LENGTH = Duration.ofHours(4);
    private static final Duration LONGEST = Duration.ofDays(30);

    private final Clauses clauses;
    private final Parser parser;

    public PolicyFile(Clauses clauses, Parser parser) {
        this.clauses = clauses;
        this.parser = parser;
    }

    /// The rules as installed.
    public Policy builtIn() throws IOException {
        try (InputStream in = PolicyFile.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IOException(BUILT_IN + " was not built in");
            }
            return policy(Yaml.read(in, BUILT_IN), BUILT_IN, Path.of(""), null);
        }
    }

    /// @param segments what `automatic` may name
    /// @throws IOException in one line that names file, key and value, and what would be right
    public Policy read(Path file, Segments segments) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        return policy(
                Yaml.read(file), file.toString(), folder == null ? Path.of("") : folder, segments);
    }

    private Policy policy(JsonNode root, String name, Path folder, @Nullable Segments segments)
            throws IOException {
        try {
            Yaml.onlyKeys(root, "", Set.of("rules", "automatic"));
            List<Rule> rules = rules(root.path("rules"));
            return new Policy(rules, automatic(root.path("automatic"), rules, folder, segments));
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private List<Rule> rules(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            throw new IllegalArgumentException("rules: must be a list of at least one rule");
        }
        if (list.size() > Policy.MOST_RULES) {
            throw new IllegalArgumentException("rules: more than " + Policy.MOST_RULES);
        }
        List<Rule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            Rule rule = rule(list.get(i), "rules[" + i + "]");
            if (!ids.add(rule.id())) {
                throw new IllegalArgumentException("rules: two are called '" + rule.id() + "'");
            }
            rules.add(rule);
        }
        return rules;
    }

    private Rule rule(JsonNode node, String place) {
        Yaml.onlyKeys(node, place, RULE_KEYS);
        String id = Yaml.text(node, place, "id");
        if (!id.matches("[a-z][a-z0-9-]{1,62}")) {
            throw new IllegalArgumentException(
                    place + ".id: '" + id + "' must be small letters, digits and dashes");
        }
        String at = "rule " + id;
        Clause clause = clause(node, at);
        String on = Yaml.text(node, at, "on", "");
        String when = Yaml.text(node, at, "when", "");
        if (on.isEmpty() == when.isEmpty()) {
            throw new IllegalArgumentException(
                    at + ": needs either on: (a finding) or when: (a condition on flows)");
        }
        CaseKind kind =
                on.isEmpty()
                        ? null
                        : Yaml.choice(node, at, "on", CaseKind.class, CaseKind.ROGUE_ROUTER);
        Query query = null;
        if (!when.isEmpty()) {
            try {
                query = parser.parse(when);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(at + ".when: " + e.getMessage(), e);
            }
            mayDecide(query, at);
        }
        Duration length = Yaml.span(node, at, "for", USUAL_LENGTH);
        if (length.isZero() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    at + ".for: must be more than nothing and at most 30d");
        }
        Step step = step(node, at);
        return new Rule(
                id,
                Yaml.text(node, at, "title", id.replace('-', ' ')),
                clause,
                kind,
                query,
                Yaml.choice(node, at, "severity", Severity.class, Severity.MEDIUM),
                step,
                length,
                destinations(node, at, step));
    }

    /// To what a restricted device may not go.
    private static List<Destination> destinations(JsonNode node, String at, Step step) {
        List<String> texts = Yaml.texts(node, at, "to");
        if (!texts.isEmpty() && step != Step.RESET) {
            throw new IllegalArgumentException(
                    at + ".to: only step: restrict is about destinations");
        }
        if (texts.size() > Destination.MOST) {
            throw new IllegalArgumentException(at + ".to: more than " + Destination.MOST);
        }
        List<Destination> destinations = new ArrayList<>();
        for (String text : texts) {
            try {
                destinations.add(Destination.parse(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(at + ".to: " + e.getMessage(), e);
            }
        }
        return destinations;
    }

    /// What a rule may ask for, by the name of the step or of its rung.
    private static Step step(JsonNode node, String at) {
        String text = Yaml.text(node, at, "step", "notify");
        return switch (text) {
            case "warn" -> Step.REDIRECT;
            case "restrict" -> Step.RESET;
            case "suspend", "revoke" ->
                    throw new IllegalArgumentException(
                            at + ".step: '" + text + "' takes two persons, no rule may ask for it");
            default -> Yaml.choice(node, at, "step", Step.class, Step.NOTIFY);
        };
    }

    private static void mayDecide(Query query, String at) {
        query.fields()
                .filter(field -> !field.mayDecide())
                .findFirst()
                .ifPresent(field -> {
                    throw new IllegalArgumentException(
                            at
                                    + ".when: no rule may rest on "
                                    + field.name()
                                    + ": what came second for a label lost");
                });
    }

    private Clause clause(JsonNode node, String at) {
        String id = Yaml.text(node, at, "clause", "");
        if (id.isEmpty()) {
            throw new IllegalArgumentException(
                    at + ".clause: is missing; every rule cites a clause of " + clauses.name());
        }
        Clause clause = clauses.byId(id);
        if (clause == null) {
            throw new IllegalArgumentException(
                    at + ".clause: '" + id + "' is not in " + clauses.name());
        }
        return clause;
    }

    private static List<Automatic> automatic(
            JsonNode list, List<Rule> rules, Path folder, @Nullable Segments segments)
            throws IOException {
        List<Automatic> entries = new ArrayList<>();
        if (!list.isMissingNode() && !list.isArray()) {
            throw new IllegalArgumentException("automatic: must be a list");
        }
        for (int i = 0; i < list.size(); i++) {
            String at = "automatic[" + i + "]";
            JsonNode node = list.get(i);
            Yaml.onlyKeys(node, at, AUTOMATIC_KEYS);
            String rule = Yaml.text(node, at, "rule");
            if (rules.stream().noneMatch(r -> r.id().equals(rule))) {
                throw new IllegalArgumentException(at + ".rule: there is no rule '" + rule + "'");
            }
            String segment = Yaml.text(node, at, "segment");
            if (segments != null && segments.byName(segment) == null) {
                throw new IllegalArgumentException(
                        at + ".segment: there is no segment '" + segment + "'");
            }
            entries.add(
                    new Automatic(
                            rule,
                            segment,
                            Yaml.text(node, at, "owner"),
                            date(Yaml.text(node, at, "reviewed"), at),
                            neverList(folder.resolve(Yaml.text(node, at, "never-list")), at)));
        }
        return entries;
    }

    private static LocalDate date(String text, String at) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    at + ".reviewed: '" + text + "' must be a date such as 2026-09-01", e);
        }
    }

    /// One MAC, address or prefix a line; `#` begins a comment.
    private static Set<String> neverList(Path file, String at) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    at + ".never-list: " + file + " does not exist; an empty file says 'nobody'");
        }
        Set<String> entries = new LinkedHashSet<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            String entry = line.replaceFirst("#.*", "").strip();
            if (!entry.isEmpty()) {
                entries.add(checked(entry, file + ":" + number));
            }
        }
        return entries;
    }

    private static String checked(String entry, String where) {
        try {
            if (entry.contains("/")) {
                return Prefix.parse(entry).toString();
            }
            return entry.matches("(?i)[0-9a-f]{2}([:-][0-9a-f]{2}){5}")
                    ? Mac.parse(entry).toString()
                    : Address.parse(entry).toString();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    where + ": '" + entry + "' is no MAC, address or prefix", e);
        }
    }
}
