package org.tapwarden.detector.approved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Mac;

class OneApprovalTest {

    private static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Mac PRINTER = Mac.parse("00:21:70:00:00:02");

    @Test
    void the_last_day_still_counts_and_no_day_is_no_end() {
        assertThat(OneApproval.endOf("2027-06-30", ZONE, NOW)).isEqualTo("2027-07-01T07:00:00Z");
        assertThat(OneApproval.endOf("2026-11-26", ZONE, NOW)).isAfter(NOW);
        assertThat(OneApproval.endOf(" ", ZONE, NOW)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"30.6.2027", "2027-02-30", "soon", "2027-06-30T10:00", "\u001b[2J"})
    void what_is_no_day_is_one_line_that_says_how_to_write_it(String text) {
        assertThatThrownBy(() -> OneApproval.endOf(text, ZONE, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write it as 2027-06-30")
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void a_day_that_is_over_approves_nothing() {
        assertThatThrownBy(() -> OneApproval.endOf("2026-11-25", ZONE, NOW))
                .hasMessage("the last day 2026-11-25 is over");
    }

    private static OneApproval of(Mac mac, String owner, long alert, String why) {
        return new OneApproval(mac, "", owner, null, alert, "ana", why);
    }

    @Test
    void texts_have_a_length_and_move_no_cursor_and_a_group_is_no_device() {
        String longest = "x".repeat(OneApproval.LONGEST_TEXT);
        assertThat(of(PRINTER, longest, 0, "").owner()).hasSize(OneApproval.LONGEST_TEXT);
        assertThatThrownBy(() -> of(PRINTER, longest + "x", 0, ""))
                .hasMessageContaining("the owner is longer than 255");
        assertThatThrownBy(() -> of(PRINTER, "it", 0, "a\u001b[2J"))
                .hasMessageContaining("control characters");
        assertThatThrownBy(() -> of(Mac.parse("01:00:5e:00:00:01"), "it", 0, ""))
                .hasMessageContaining("no device's address");
        assertThatThrownBy(() -> of(PRINTER, "it", 7, " ")).hasMessage("say why");
    }
}
