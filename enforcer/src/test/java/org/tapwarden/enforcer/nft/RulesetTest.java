package org.tapwarden.enforcer.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

class RulesetTest {

    private static final Mac ONE = Mac.parse("02:00:00:00:00:01");
    private static final Mac TWO = Mac.parse("02:00:00:00:00:02");

    private final Ruleset rules = new Ruleset(Set.of(Family.BRIDGE, Family.INET));

    @Test
    void a_device_with_all_that_it_has_is_one_script() {
        var placed =
                new Placed(
                        Set.of(TWO, ONE),
                        Set.of(),
                        Set.of(Address.parse("10.0.0.7"), Address.parse("fd00::7")));
        assertThat(rules.hold(placed, "case-17", 180).lines().filter(l -> l.contains("180s")))
                .containsExactly(
                        "add element bridge tapwarden quarantine {"
                                + " 02:00:00:00:00:01 timeout 180s comment \"case-17\","
                                + " 02:00:00:00:00:02 timeout 180s comment \"case-17\" }",
                        "add element inet tapwarden quarantine {"
                                + " 02:00:00:00:00:01 timeout 180s comment \"case-17\","
                                + " 02:00:00:00:00:02 timeout 180s comment \"case-17\" }",
                        "add element inet tapwarden to4 {"
                                + " 10.0.0.7 timeout 180s comment \"case-17\" }",
                        "add element inet tapwarden to6 {"
                                + " fd00::7 timeout 180s comment \"case-17\" }");
    }

    @Test
    void without_the_family_that_routes_no_address_is_held() {
        var placed = new Placed(Set.of(ONE), Set.of(), Set.of(Address.parse("10.0.0.7")));
        var bridge = new Ruleset(Set.of(Family.BRIDGE));
        assertThat(bridge.hold(placed, "case-17", 180)).doesNotContain("inet", "10.0.0.7");
        assertThat(bridge.tables("")).doesNotContain("inet", "netdev");
    }

    /// A case's id comes from our own store, and is looked at again all the same.
    @ParameterizedTest
    @ValueSource(strings = {"", "case\"", "a b", "case-1\nflush ruleset", "-x", "x }"})
    void what_is_no_id_of_a_case_gets_into_no_script(String caseId) {
        var placed = new Placed(Set.of(ONE), Set.of(), Set.of());
        assertThatThrownBy(() -> rules.hold(placed, caseId, 180))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void where_no_device_is_there_old_chains_go_and_none_comes() {
        assertThat(Ruleset.devices(List.of("frames_ingress"), Set.of(), true))
                .isEqualTo(
                        """
                        flush chain netdev tapwarden frames_ingress
                        delete chain netdev tapwarden frames_ingress
                        """);
        assertThat(Ruleset.devices(List.of(), Set.of("p1"), false))
                .contains("hook ingress")
                .doesNotContain("egress");
    }
}
