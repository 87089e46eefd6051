package org.tapwarden.enforcer.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Mac;

class DenyListTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_795_728_000L);

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("denied");
    }

    private static Denial denial(Mac mac, int seconds, OptionalInt vlan) {
        return new Denial(mac, NOW.plusSeconds(seconds), vlan, "order-1", "case-17", "");
    }

    @Test
    void what_is_put_in_is_there_for_the_next_process_and_what_is_taken_out_is_not()
            throws IOException {
        var list = new DenyList(file());
        Denial one = denial(Sample.ROGUE, 180, OptionalInt.empty());
        Denial two = denial(Sample.OTHER, 90, OptionalInt.of(666));
        list.change(Set.of(), List.of(one, two), NOW);
        assertThat(new DenyList(file()).held(NOW)).containsExactly(one, two);
        assertThat(new DenyList(file()).held(NOW.plusSeconds(90))).containsExactly(one);
        list.change(Set.of(Sample.ROGUE), List.of(), NOW);
        assertThat(new DenyList(file()).all()).containsExactly(two);
        assertThat(Files.readString(file())).doesNotContain("020000000101");
        assertThat(folder.toFile().list()).containsExactly("denied");
    }

    @Test
    void a_line_that_is_over_stays_a_day_for_whoever_restarts_and_then_goes() throws IOException {
        var list = new DenyList(file());
        list.change(Set.of(), List.of(denial(Sample.ROGUE, 180, OptionalInt.empty())), NOW);
        Denial other = denial(Sample.OTHER, 400_000, OptionalInt.empty());
        list.change(Set.of(), List.of(other), NOW.plusSeconds(3_600));
        assertThat(list.all()).hasSize(2);
        list.change(Set.of(), List.of(other), NOW.plusSeconds(90_000));
        assertThat(list.all()).containsExactly(other);
    }

    @Test
    void at_the_cap_there_is_room_for_those_that_are_in_and_for_no_other() throws IOException {
        var list = new DenyList(file());
        var all = new ArrayList<Denial>();
        for (int i = 0; i < DenyList.MOST; i++) {
            all.add(denial(new Mac(0x0200_0000_0000L + i), 180, OptionalInt.empty()));
        }
        list.change(Set.of(), all, NOW);
        assertThat(list.hasRoomFor(List.of(all.getFirst().mac()))).isTrue();
        assertThat(list.hasRoomFor(List.of(new Mac(0x0600_0000_0000L)))).isFalse();
        assertThat(new DenyList(file()).held(NOW)).hasSize(DenyList.MOST);
        assertThat(asked(file(), "02-00-00-00-3F-FF", NOW)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# something",
                "020000000102",
                "020000000102 soon - order-1 case-1",
                "020000000102 99999999999999999999 - order-1 case-1",
                "020000000102 1795728000 4095 order-1 case-1",
                "02-00-00-00-01-02 1795728000 - order-1 case-1",
                "020000000102 1795728000 - order-1 case 1; rm"
            })
    void a_line_that_is_not_ours_is_left_out_and_the_others_stay(String line) throws IOException {
        Denial one = denial(Sample.ROGUE, 180, OptionalInt.empty());
        Files.writeString(file(), DenyList.HEADER + "\n" + line + "\n" + one.line() + "\n");
        assertThat(new DenyList(file()).all()).containsExactly(one);
    }

    @Test
    void a_file_of_somebody_else_is_not_overwritten() throws IOException {
        Files.writeString(file(), "bob Cleartext-Password := hello\n");
        assertThatThrownBy(() -> new DenyList(file()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no list of ours, and is not overwritten");
        assertThatThrownBy(() -> new DenyList(folder.resolve("no/such/denied")))
                .hasMessageContaining("is in no folder that can be written to");
    }

    @Test
    void what_cannot_be_written_changes_nothing() throws IOException {
        var list = new DenyList(file());
        Denial one = denial(Sample.ROGUE, 180, OptionalInt.empty());
        list.change(Set.of(), List.of(one), NOW);
        Files.createDirectories(folder.resolve(".denied.new/in-the-way"));
        assertThatThrownBy(() ->
                        list.change(
                                Set.of(Sample.ROGUE),
                                List.of(denial(Sample.OTHER, 9, OptionalInt.empty())),
                                NOW))
                .isInstanceOf(IOException.class);
        assertThat(list.all()).containsExactly(one);
        assertThat(new DenyList(file()).all()).containsExactly(one);
        assertThat(list.of(Sample.OTHER)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "02-00-00-00-01-01, 179, 1",
        "02-00-00-00-01-01, 180, 0",
        "02:00:00:00:01:01, 0, 1",
        "0200.0000.0101, 0, 1",
        "020000-000101, 0, 1",
        "02-00-00-00-01-03, 0, 0",
        "'', 0, 0",
        "'02-00-00-00-01-01 02-00-00-00-01-01', 0, 0",
        "'.*', 0, 0",
        "'$(touch x)', 0, 0"
    })
    void the_servers_script_reads_it_by_the_servers_own_clock(String station, int later, int exit)
            throws IOException {
        new DenyList(file())
                .change(Set.of(), List.of(denial(Sample.ROGUE, 180, OptionalInt.empty())), NOW);
        assertThat(asked(file(), station, NOW.plusSeconds(later))).isEqualTo(exit);
        assertThat(asked(folder.resolve("missing"), station, NOW)).isZero();
        assertThat(folder.toFile().list()).containsExactly("denied");
    }

    @ParameterizedTest
    @CsvSource({
        "host/room-12.school.example, 1",
        "HOST/Room-12.school.example, 1",
        "host/room-12, 0",
        "host/room-12.school.exampl., 0",
        "'', 0",
        "kim, 0",
        "'host/room-12.school.example ', 0",
        "'$(touch x)', 0"
    })
    void the_servers_script_knows_a_machine_under_another_mac_by_its_whole_account(
            String account, int exit) throws IOException {
        Denial one =
                new Denial(
                        Sample.ROGUE,
                        NOW.plusSeconds(180),
                        OptionalInt.empty(),
                        "order-1",
                        "case-17",
                        Denial.spelled("host/Room-12.school.example"));
        var list = new DenyList(file());
        // Somebody else's line, whose case is called as somebody's account.
        Denial other =
                new Denial(Sample.OTHER, NOW.plusSeconds(9), OptionalInt.empty(), "kim", "kim", "");
        list.change(Set.of(), List.of(one, other), NOW);
        assertThat(new DenyList(file()).all()).containsExactly(one, other);
        assertThat(asked(file(), "06-00-00-00-00-09", NOW, account)).isEqualTo(exit);
        assertThat(asked(file(), "", NOW, account)).isEqualTo(exit);
        assertThat(asked(file(), "06-00-00-00-00-09", NOW.plusSeconds(180), account)).isZero();
        assertThat(asked(file(), "02-00-00-00-01-01", NOW, account)).isEqualTo(1);
        list.change(Set.of(Sample.ROGUE), List.of(), NOW);
        assertThat(asked(file(), "06-00-00-00-00-09", NOW, account)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "LAB\\PC17$, lab\\pc17$",
        "pc17$@lab.example, pc17$@lab.example",
        "host/a b, ''",
        "host/schüler, ''"
    })
    void an_account_stands_in_the_list_only_when_it_is_one_word(String account, String spelled)
            throws IOException {
        assertThat(Denial.spelled(account)).isEqualTo(spelled);
        assertThat(Denial.spelled("x".repeat(129))).isEmpty();
        Denial one =
                new Denial(
                        Sample.ROGUE, NOW.plusSeconds(9), OptionalInt.empty(), "a", "b", spelled);
        new DenyList(file()).change(Set.of(), List.of(one), NOW);
        assertThat(new DenyList(file()).all()).containsExactly(one);
        assertThat(asked(file(), "", NOW, account)).isEqualTo(spelled.isEmpty() ? 0 : 1);
    }

    @Test
    void the_servers_script_names_the_vlan_of_whoever_is_moved() throws IOException {
        new DenyList(file())
                .change(Set.of(), List.of(denial(Sample.ROGUE, 180, OptionalInt.of(666))), NOW);
        Process script = script(file(), "02-00-00-00-01-01", NOW);
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said)
                .isEqualTo(
                        "Tunnel-Type := VLAN, Tunnel-Medium-Type := IEEE-802,"
                                + " Tunnel-Private-Group-Id := \"666\"\n");
    }

    private static int asked(Path list, String station, Instant now, String... account)
            throws IOException {
        try {
            return script(list, station, now, account).waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Process script(Path list, String station, Instant now, String... account)
            throws IOException {
        var command =
                new ArrayList<String>(
                        List.of(
                                "../systemd/freeradius/tapwarden-denied",
                                list.toString(),
                                station,
                                Long.toString(now.getEpochSecond())));
        command.addAll(List.of(account));
        return new ProcessBuilder(command).start();
    }
}
