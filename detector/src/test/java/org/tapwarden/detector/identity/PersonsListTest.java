package org.tapwarden.detector.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.detector.identity.PersonsList.Entry;

class PersonsListTest {

    private static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");

    private static List<Entry> read(String text) throws IOException {
        return PersonsList.of("loans.csv", text, ZONE);
    }

    @Test
    void a_line_says_whose_a_device_is_and_how_long() throws IOException {
        List<Entry> list =
                read(
                        """
                        person,mac,address,from,to
                        # loans of this year
                        "Kim, Jo",00-21-70-00-00-01,,2026-09-01,2027-06-15 12:00
                        lee,,10.20.0.7,,
                        """);
        assertThat(list).hasSize(2);
        Entry first = list.getFirst();
        assertThat(first.person()).isEqualTo("Kim, Jo");
        assertThat(first.device()).isEqualTo("00:21:70:00:00:01");
        assertThat(first.fromMillis())
                .isEqualTo(Instant.parse("2026-09-01T07:00:00Z").toEpochMilli());
        assertThat(first.toMillis())
                .isEqualTo(Instant.parse("2027-06-15T19:00:00Z").toEpochMilli());
        assertThat(list.getLast().device()).isEqualTo("10.20.0.7");
        assertThat(list.getLast().holds(0)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | loans.csv is empty; its first line must name the columns: mac,...",
                "mac | loans.csv:1: the column 'person' is missing",
                "person | loans.csv:1: the column 'mac' or 'address' is missing",
                "person,mac,room | loans.csv:1: 'room' is no column",
                "person,mac\\nkim,zz | loans.csv:2: 'zz' is no MAC address",
                "person,mac\\nkim,01:00:5e:00:00:01 | loans.csv:2: 01:00:5e:00:00:01 is no device's address",
                "person,mac\\n,00:21:70:00:00:01 | loans.csv:2: the person is missing",
                "person,mac\\nkim, | loans.csv:2: either 'mac' or 'address' must be there",
                "person,address\\nkim,10.0.0.999 | loans.csv:2: '10.0.0.999' is no device's IP address",
                "person,address,from\\nkim,10.0.0.9,soon | loans.csv:2: 'soon' is no time; write 2026-11-20",
                "person,address,from,to\\nkim,10.0.0.9,2026-02-01,2026-01-01 | loans.csv:2: 'from' must be before 'to'",
                "person,address\\nkim,10.0.0.9\\nkim,10.0.0.9 | loans.csv:3: this line is there twice"
            })
    void what_is_wrong_is_one_line(String text, String said) {
        assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
                .isInstanceOf(IOException.class)
                .message()
                .startsWith(said)
                .doesNotContain("\n");
    }

    @Test
    void a_difference_says_what_comes_and_what_goes() throws IOException {
        List<Entry> known = read("person,address\nkim,10.0.0.1\nlee,10.0.0.2\n");
        PersonsList.Difference difference =
                PersonsList.difference(known, read("person,address\nkim,10.0.0.1\nmax,10.0.0.2\n"));
        assertThat(difference.added()).extracting(Entry::person).containsExactly("max");
        assertThat(difference.gone()).extracting(Entry::person).containsExactly("lee");
        assertThat(difference.unchanged()).isOne();
        assertThat(difference.needsConfirmation()).isTrue();
        assertThat(PersonsList.difference(known, known).isEmpty()).isTrue();
    }
}
