package org.tapwarden.enforcer.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.snmp.ShutPort.State;

class ShutPortsTest {

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("state").resolve("shut-ports");
    }

    private static ShutPort port(String at, String name) {
        return new ShutPort(
                at,
                7,
                name,
                State.SHUT,
                Instant.ofEpochSecond(1_795_728_000),
                Duration.ofMinutes(3),
                Set.of(new Mac(1), new Mac(2)),
                "order-1",
                "case-17");
    }

    @Test
    void what_is_written_is_read_whatever_the_names_hold() throws IOException {
        var odd = port("closet 2 / \"north\"", "Gi1/0/1 \\ {x} \u00fc");
        var opening = port("attic", "p1").opening();
        new ShutPorts(file()).change(List.of(), List.of(odd, opening));
        assertThat(new ShutPorts(file()).all()).containsExactly(odd, opening);
        assertThat(new ShutPorts(file()).of("order-1"))
                .as("what is being opened is not held")
                .containsExactly(odd);
        assertThat(new ShutPorts(file()).of(Set.of(new Mac(2)))).hasSize(2);
    }

    @Test
    void a_line_that_is_not_ours_is_kept_and_opened_by_nobody() throws IOException {
        var record = new ShutPorts(file());
        record.change(List.of(), List.of(port("closet", "p1")));
        String half = "{\"switch\":\"closet\",\"port\":\"p2\",\"index\":4,";
        Files.writeString(file(), Files.readString(file()) + half + "\n");
        var again = new ShutPorts(file());
        assertThat(again.all()).hasSize(1);
        again.change(List.of(port("closet", "p1").key()), List.of());
        assertThat(Files.readString(file())).isEqualTo(ShutPorts.HEADER + "\n" + half + "\n");
    }

    @Test
    void a_file_of_somebody_else_is_not_overwritten() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "root:x:0:0\n");
        assertThatThrownBy(() -> new ShutPorts(file()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no record of ours");
        assertThat(Files.readString(file())).isEqualTo("root:x:0:0\n");
        assertThatThrownBy(() -> new ShutPorts(Path.of("/proc/none/shut-ports")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be read or written");
    }

    @Test
    void a_change_that_cannot_be_written_changes_nothing() throws IOException {
        var record = new ShutPorts(file());
        record.change(List.of(), List.of(port("closet", "p1")));
        Files.createDirectory(file().resolveSibling(".shut-ports.new"));
        assertThatThrownBy(() -> record.change(List.of(port("closet", "p1").key()), List.of()))
                .isInstanceOf(IOException.class);
        assertThat(record.all()).hasSize(1);
        assertThat(new ArrayList<>(Files.readAllLines(file()))).hasSize(2);
    }

    @Test
    void there_is_room_for_as_many_as_may_be() throws IOException {
        var record = new ShutPorts(file());
        var all = new ArrayList<ShutPort>();
        for (int i = 0; i < ShutPorts.MOST; i++) {
            all.add(port("closet", "p" + i));
        }
        assertThat(record.hasRoomFor(all)).isTrue();
        record.change(List.of(), all);
        assertThat(record.hasRoomFor(List.of(port("closet", "p0")))).isTrue();
        assertThat(record.hasRoomFor(List.of(port("closet", "one more")))).isFalse();
    }
}
