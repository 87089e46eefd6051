package org.tapwarden.enforcer.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.enforcer.driver.Commands;

/// The library in this process, in a network namespace of this test's own.
class LibNftablesTest {

    private NftLab lab;
    private Namespace inside;
    private Nft nft;

    @BeforeEach
    void open() {
        lab = new NftLab();
        inside = lab.namespace();
        nft = inside.call(LibNftables::open);
    }

    @AfterEach
    void close() {
        nft.close();
        lab.close();
    }

    private Commands.Ran run(String script) {
        return inside.call(() -> nft.run(script));
    }

    private Commands.Ran check(String script) {
        return inside.call(() -> nft.check(script));
    }

    private Commands.Ran list(String what) {
        return inside.call(() -> nft.list(what));
    }

    @Test
    void a_script_is_one_transaction() {
        assertThat(run("add table inet one\n").succeeded()).isTrue();
        Commands.Ran ran = run("add table inet two\nadd rule inet absent some drop\n");
        assertThat(ran.succeeded()).isFalse();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("No such file or directory").doesNotContain("\n");
        assertThat(lab.list("tables")).isEqualTo("table inet one\n");
        assertThat(run("delete table inet one\n").succeeded()).as("an error is forgotten").isTrue();
    }

    @Test
    void a_check_does_nothing() {
        assertThat(check("add table inet one\n").succeeded()).isTrue();
        assertThat(check("add rule inet absent some drop\n").succeeded()).isFalse();
        assertThat(lab.list("tables")).isEmpty();
        assertThat(run("add table inet one\n").succeeded()).isTrue();
        assertThat(lab.list("tables")).isEqualTo("table inet one\n");
    }

    @Test
    void a_list_is_json_of_now_and_a_full_set_is_read_whole() {
        String set = "set inet one many { type ipv4_addr; flags timeout; }\n";
        assertThat(run("add table inet one\nadd " + set).succeeded()).isTrue();
        assertThat(list("set inet one many").out())
                .startsWith("{\"nftables\": [{\"metainfo\"")
                .doesNotContain("10.0.0.1");
        String elements =
                IntStream.range(0, 65_536)
                        .mapToObj(i ->
                                "10.0.%d.%d timeout 600s comment \"case-%d\""
                                        .formatted(i >> 8, i & 255, i))
                        .collect(Collectors.joining(", "));
        assertThat(run("add element inet one many { " + elements + " }\n").err()).isEmpty();
        Commands.Ran all = list("set inet one many");
        assertThat(all.succeeded()).as(all.err()).isTrue();
        assertThat(all.out().split("\"comment\"", -1)).hasSize(65_537);
    }

    @Test
    void threads_take_turns() {
        assertThat(run("add table inet one\n").succeeded()).isTrue();
        var others = List.of(lab.namespace(), lab.namespace(), lab.namespace());
        List<CompletableFuture<Boolean>> all =
                IntStream.range(0, 200)
                        .mapToObj(i -> asked(others.get(i % 3), "c" + i, i % 5 == 0))
                        .toList();
        assertThat(all).allMatch(CompletableFuture::join);
        assertThat(lab.list("table", "inet", "one").split("chain c", -1)).hasSize(161);
    }

    /// @return whether it answered as it should
    private CompletableFuture<Boolean> asked(Namespace other, String chain, boolean nonsense) {
        String script = nonsense ? "nonsense" : "add chain inet one " + chain;
        return CompletableFuture.supplyAsync(
                () -> other.call(() -> nft.run(script)).succeeded() != nonsense);
    }

    @Test
    void an_error_is_one_line_that_ends() {
        assertThat(LibNftables.line("")).isEqualTo("no reason");
        assertThat(LibNftables.line("Error: \u001b[1mno\tsuch\nadd table\n"))
                .isEqualTo("Error:  [1mno such");
        assertThat(LibNftables.line("x".repeat(5_000))).hasSize(LibNftables.LONGEST_ERROR);
        assertThat(run("add table inet " + "y".repeat(5_000) + "\n").err().length())
                .isLessThanOrEqualTo(LibNftables.LONGEST_ERROR);
    }

    @Test
    void an_answer_without_end_is_none() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom("x".repeat(99));
            assertThat(LibNftables.text(text, 100)).hasValue("x".repeat(99));
            assertThat(LibNftables.text(text, 99)).isEmpty();
            assertThat(LibNftables.text(MemorySegment.NULL, 99)).hasValue("");
        }
    }

    @Test
    void a_missing_library_or_function_is_said_in_one_line() {
        assertThatThrownBy(() -> LibNftables.open("libnftables.so.77"))
                .isInstanceOf(IOException.class)
                .hasMessage("libnftables.so.77 is not here or cannot be loaded");
        assertThatThrownBy(() -> LibNftables.open("libm.so.6"))
                .isInstanceOf(IOException.class)
                .hasMessage("libm.so.6 has no nft_ctx_new");
    }

    @Test
    void without_the_library_it_is_the_program_and_says_why() {
        Nft fallen = Nft.open(() -> LibNftables.open("libnftables.so.77"), Commands.here());
        assertThat(fallen.words())
                .isEqualTo(
                        "by the program nft, started for each act"
                                + " (libnftables.so.77 is not here or cannot be loaded)");
        assertThat(Nft.open(false, Commands.here()).words())
                .isEqualTo("by the program nft, started for each act (the settings say so)");
        try (Nft usual = Nft.open(true, Commands.here())) {
            assertThat(usual.words()).isEqualTo("by libnftables, in this process");
        }
    }
}
