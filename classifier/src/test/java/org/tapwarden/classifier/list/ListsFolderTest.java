package org.tapwarden.classifier.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.Category;

/// Generations come, count, and go back.
class ListsFolderTest {

    @TempDir private Path temporary;
    private ListsFolder folder;

    @BeforeEach
    void aFolderThatIsNotThereYet() {
        folder = new ListsFolder(temporary.resolve("lists"));
    }

    private Lists publish(String name) throws IOException {
        var builder = new ListsBuilder();
        int list = builder.begin(ListsTest.facts("a", Category.GAMES, ListFacts.Type.DENY, false));
        builder.name(list, name, Scope.TREE, false, 1, name);
        builder.build();
        return folder.publish(builder, 1);
    }

    private boolean counts(String name) throws IOException {
        return Lists.open(folder.current().orElseThrow()).lookup(name) != null;
    }

    private String files() throws IOException {
        try (Stream<Path> files = Files.list(folder.path())) {
            return String.join(
                    " ", files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void an_empty_folder_has_none() throws IOException {
        assertThat(folder.current()).isEmpty();
        assertThat(folder.generations()).isEmpty();
        assertThatThrownBy(folder::rollback).hasMessageContaining("no lists were imported yet");
    }

    @Test
    void two_generations_are_kept() throws IOException {
        publish("one.example");
        assertThatThrownBy(folder::rollback).hasMessageContaining("no generation before 1");
        publish("two.example");
        publish("three.example");
        assertThat(files()).isEqualTo("current generation-000002.lists generation-000003.lists");
        assertThat(counts("three.example")).isTrue();
    }

    @Test
    void rollback_makes_the_one_before_count_and_the_next_import_goes_on_from_there()
            throws IOException {
        publish("one.example");
        publish("two.example");
        assertThat(folder.rollback().lookup("one.example")).isNotNull();
        assertThat(counts("one.example")).isTrue();
        assertThat(counts("two.example")).isFalse();
        assertThatThrownBy(folder::rollback).hasMessageContaining("no generation before 1");
        publish("three.example");
        assertThat(files()).isEqualTo("current generation-000001.lists generation-000003.lists");
        folder.rollback();
        assertThat(counts("one.example")).isTrue();
    }

    @Test
    void what_a_killed_import_left_behind_counts_for_nothing_and_goes() throws IOException {
        publish("one.example");
        Files.writeString(folder.path().resolve("generation-000002.lists.new"), "half");
        Files.writeString(folder.path().resolve("current.new"), "gener");
        assertThat(counts("one.example")).isTrue();
        publish("two.example");
        assertThat(files()).isEqualTo("current generation-000001.lists generation-000002.lists");
    }

    @Test
    void a_pointer_to_anything_else_is_refused() throws IOException {
        publish("one.example");
        for (String wrong : new String[] {"", "../../etc/passwd", "generation-1.lists"}) {
            Files.writeString(folder.path().resolve("current"), wrong);
            assertThatThrownBy(folder::current).hasMessageContaining("names no generation");
        }
    }

    @Test
    void a_damaged_one_before_is_not_gone_back_to() throws IOException {
        publish("one.example");
        publish("two.example");
        Path first = folder.generations().getFirst();
        byte[] bytes = Files.readAllBytes(first);
        bytes[20] ^= 1;
        Files.write(first, bytes);
        assertThatThrownBy(folder::rollback).hasMessageContaining("damaged");
        assertThat(counts("two.example")).isTrue();
    }
}
