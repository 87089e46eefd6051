package org.tapwarden.detector.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.WrongQuery;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Subject;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

class PolicyFileTest {

    @TempDir Path folder;

    private static PolicyFile files() throws IOException {
        return new PolicyFile(
                Clauses.builtIn(),
                text -> {
                    try {
                        return FlowLanguage.parse(text, FlowLanguage.Options.UTC);
                    } catch (WrongQuery e) {
                        throw new IllegalArgumentException(e.getMessage(), e);
                    }
                });
    }

    private Policy read(String yaml) throws IOException {
        Path file = folder.resolve("policy.yaml");
        Files.writeString(file, yaml);
        return files().read(file, Segments.UNDECLARED);
    }

    @Test
    void the_rules_as_installed_cite_a_clause_each_and_switch_nothing_on() throws IOException {
        Policy policy = files().builtIn();
        assertThat(policy.rules()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(policy.rules()).allSatisfy(r -> assertThat(r.clause().sentence()).isNotBlank());
        assertThat(policy.automatic()).isEmpty();
    }

    /// Regulation K.3 and K.4 name political and religious activities: nothing here can cite them.
    @Test
    void no_rule_can_cite_politics_or_religion() throws IOException {
        assertThat(Clauses.builtIn().ids()).doesNotContain("K.3", "K.4");
    }

    @Test
    void every_finding_and_role_is_described_for_operators() throws IOException {
        String page = Files.readString(Path.of("../docs/settings.md"));
        for (CaseKind kind : CaseKind.values()) {
            assertThat(page).contains("`" + kind.word() + "`");
        }
        for (Role role : Role.values()) {
            assertThat(page).contains("`" + role.word() + "`");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules: [{id: a1, on: rogue-router}] | rule a1.clause: is missing; every rule cites a clause",
                "rules: [{id: a1, clause: Z.9, on: rogue-router}] | 'Z.9' is not in AR 4040",
                "rules: [{id: a1, clause: K.17}] | needs either on:",
                "rules: [{id: a1, clause: K.17, on: rogue-ruter}] | 'rogue-ruter' must be one of [rogue-router, rogue-dhcp-server, ",
                "rules: [{id: a1, clause: K.17, when: 'tapwarden.categry:vpn'}] | tapwarden.category",
                "rules: [{id: a1, clause: K.17, when: 'ip:10.0.0.1 or not (runner_up.category:vpn and port:1)'}] | no rule may rest on tapwarden.runner_up.category",
                "'rules: [{id: a1, clause: K.17, when: ''final:true | head 5''}]' | only a filter is wanted here; stages after",
                "rules: [{id: a1, clause: K.17, on: rogue-router, step: quarantin}] | 'quarantin' must be one of",
                "rules: [{id: a1, clause: K.17, on: rogue-router, step: revoke}] | rule a1.step: 'revoke' takes two persons",
                "'rules: [{id: a1, clause: K.17, on: rogue-router, step: quarantine, to: 203.0.113.5}]' | rule a1.to: only step: restrict is about destinations",
                "'rules: [{id: a1, clause: K.17, on: rogue-router, step: restrict, to: [203.0.113.5, 0.0.0.0/0]}]' | rule a1.to: '0.0.0.0/0' is everything",
                "'rules: [{id: a1, clause: K.17, on: rogue-router, step: restrict, to: [''1.1.1.1:1'',''1.1.1.1:2'',''1.1.1.1:3'',''1.1.1.1:4'',''1.1.1.1:5'',''1.1.1.1:6'',''1.1.1.1:7'',''1.1.1.1:8'',''1.1.1.1:9'',''1.1.1.1:10'',''1.1.1.1:11'',''1.1.1.1:12'',''1.1.1.1:13'',''1.1.1.1:14'',''1.1.1.1:15'',''1.1.1.1:16'',''1.1.1.1:17'']}]' | rule a1.to: more than 16",
                "rules: [{id: a1, clause: K.17, on: rogue-router, for: soon}] | 'soon' must be a time",
                "rules: [{id: a1, clause: K.17, on: rogue-router, sevrity: low}] | sevrity: no such key",
                "rules: [{id: A!, clause: K.17, on: rogue-router}] | must be small letters",
                "rules: [] | at least one rule",
                "rules: [{id: a1, clause: K.17, on: rogue-router}]\\nautomatic: [{rule: b, segment: unnamed, owner: x, reviewed: 2026-01-01, never-list: n}] | there is no rule 'b'",
                "rules: [{id: a1, clause: K.17, on: rogue-router}]\\nautomatic: [{rule: a1, segment: unnamed, owner: x, reviewed: soon, never-list: n}] | must be a date",
                "rules: [{id: a1, clause: K.17, on: rogue-router}]\\nautomatic: [{rule: a1, segment: nowhere, owner: x, reviewed: 2026-01-01, never-list: n}] | there is no segment 'nowhere'",
                "rules: [{id: a1, clause: K.17, on: rogue-router}]\\nautomatic: [{rule: a1, segment: unnamed, owner: x, reviewed: 2026-01-01, never-list: none.txt}] | does not exist"
            })
    void what_is_wrong_is_one_line(String yaml, String said) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("policy.yaml")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void a_rule_that_restricts_may_name_destinations_and_asks_for_these_alone() throws IOException {
        Policy policy =
                read(
                        """
                        rules:
                          - id: a1
                            clause: K.17
                            on: rogue-router
                            step: restrict
                            to: ["203.0.113.0/24:443", "[2001:db8::/32]:443"]
                        """);
        Segment segment = Segments.UNDECLARED.all().getFirst();
        var device = new Subject(7, 0x002170000001L, List.of(), "", "", segment, false);
        Rule rule = policy.rules().getFirst();
        assertThat(rule.destinations())
                .extracting(Destination::toString)
                .containsExactly("203.0.113.0/24:443", "[2001:db8::/32]:443");
        assertThat(policy.decide(rule, device).destinations())
                .containsExactly("203.0.113.0/24:443", "[2001:db8::/32]:443");
        assertThat(policy.decide(rule, Subject.of(segment)).destinations())
                .as("about a segment only a notice")
                .isEmpty();
    }

    @Test
    void a_never_list_holds_macs_addresses_and_prefixes() throws IOException {
        Files.writeString(
                folder.resolve("never.txt"),
                "# the fire panel\n00-11-22-33-44-55\n10.0.0.9 # nurse\n10.1.0.0/16\n");
        Policy policy =
                read(
                        """
                        rules: [{id: a1, clause: K.17, on: rogue-router, step: quarantine}]
                        automatic:
                          - {rule: a1, segment: unnamed, owner: network team, reviewed: 2026-09-01, never-list: never.txt}
                        """);
        assertThat(List.copyOf(policy.automatic().getFirst().never()))
                .containsExactlyInAnyOrder("00:11:22:33:44:55", "10.0.0.9", "10.1.0.0/16");
    }

    @Test
    void a_wrong_line_of_a_never_list_is_named() throws IOException {
        Files.writeString(folder.resolve("never.txt"), "10.0.0.0/8\nthe nurse\n");
        assertThatThrownBy(() ->
                        read(
                                """
                                rules: [{id: a1, clause: K.17, on: rogue-router}]
                                automatic:
                                  - {rule: a1, segment: unnamed, owner: x, reviewed: 2026-09-01, never-list: never.txt}
                                """))
                .hasMessageContaining("never.txt:2: 'the nurse' is no MAC, address or prefix");
    }
}
