package org.tapwarden.detector.approved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.approved.ApprovedList.Difference;
import org.tapwarden.detector.approved.ApprovedList.Entry;
import org.tapwarden.detector.segment.Role;

class ApprovedListTest {

    private static List<Entry> list(int devices) throws IOException {
        var text = new StringBuilder("mac,name\n");
        for (int i = 1; i <= devices; i++) {
            text.append(new Mac(0x001122000000L + i)).append(",pc-").append(i).append('\n');
        }
        return ApprovedList.of("list.csv", text.toString());
    }

    private static Map<Mac, Entry> known(List<Entry> list) {
        Map<Mac, Entry> known = new LinkedHashMap<>();
        list.forEach(e -> known.put(e.mac(), e));
        return known;
    }

    @Test
    void a_second_import_of_one_list_changes_nothing() throws IOException {
        Difference difference = ApprovedList.difference(known(list(100)), list(100));
        assertThat(difference.isEmpty()).isTrue();
        assertThat(difference.unchanged()).isEqualTo(100);
    }

    @Test
    void two_percent_may_go_unasked_and_no_more() throws IOException {
        assertThat(ApprovedList.difference(known(list(100)), list(98)).needsConfirmation())
                .isFalse();
        assertThat(ApprovedList.difference(known(list(100)), list(97)).needsConfirmation())
                .isTrue();
        assertThat(ApprovedList.difference(known(list(3)), list(2)).needsConfirmation()).isTrue();
    }

    @Test
    void cells_may_be_quoted_and_columns_in_any_order() throws IOException {
        List<Entry> list =
                ApprovedList.of(
                        "list.csv",
                        "\ufeffName,MAC,kind\n\"Printer, \"\"big\"\"\",00-11-22-33-44-55,printer\n");
        assertThat(list)
                .containsExactly(
                        new Entry(
                                Mac.parse("00:11:22:33:44:55"),
                                "Printer, \"big\"",
                                "",
                                "",
                                "printer"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name | the column 'mac' is missing",
                "mac,colour | 'colour' is no column",
                "mac;x\\nfoo | 'mac;x' is no column",
                "mac\\nfoo | list.csv:2: 'foo' is no MAC address",
                "mac\\n00:11:22:33:44:55\\n00:11:22:33:44:55 | is there twice",
                "mac\\nff:ff:ff:ff:ff:ff | is no device's address"
            })
    void what_is_wrong_is_one_line(String text, String said) {
        assertThatThrownBy(() -> ApprovedList.of("list.csv", text.replace("\\n", "\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource({"router, ROUTER", "Access point, ACCESS_POINT", "laptop,", "'',"})
    void a_kind_that_names_a_role_allows_it(String kind, Role role) {
        var entry = new Entry(new Mac(0x1122), "", "", "", kind);
        assertThat(Approval.of(entry, Standing.APPROVED, Approval.Origin.OFFICE).role())
                .isEqualTo(role);
    }
}
