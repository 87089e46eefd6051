package org.tapwarden.capture.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.Window;

class BpfFilterTest {

    /// 10.0.0.1:4000 > 10.0.0.2:53, UDP, empty.
    private static final String PACKET =
            "4500001c000000004011000" + "0" + "0a0000010a000002" + "0fa0003500080000";

    private static final String ETHERNET = "020000000002020000000001" + "0800" + PACKET;

    @BeforeEach
    void libpcap_is_here() {
        boolean there = true;
        try {
            BpfFilter.compile("ip");
        } catch (IOException e) {
            there = !e.getMessage().contains("libpcap");
        }
        assumeThat(there).as("libpcap is installed").isTrue();
    }

    @Test
    void passes_what_the_expression_says() throws IOException {
        Block block = block(ETHERNET, 1);
        assertThat(BpfFilter.compile("udp port 53").passes(block, 0)).isTrue();
        assertThat(BpfFilter.compile("udp port 54").passes(block, 0)).isFalse();
        assertThat(BpfFilter.compile("ether src 02:00:00:00:00:01").passes(block, 0)).isTrue();
    }

    @Test
    void knows_where_a_frame_of_another_link_type_begins() throws IOException {
        assertThat(BpfFilter.compile("host 10.0.0.2").passes(block(PACKET, 101), 0)).isTrue();
        assertThat(BpfFilter.compile("host 10.0.0.3").passes(block(PACKET, 101), 0)).isFalse();
    }

    @Test
    void nothing_passes_where_the_expression_makes_no_sense() throws IOException {
        var filter = BpfFilter.compile("ether src 02:00:00:00:00:01");
        assertThat(filter.passes(block(PACKET, 101), 0)).isFalse();
    }

    @Test
    void a_wrong_expression_is_one_clear_line() {
        assertThatThrownBy(() -> BpfFilter.compile("udp prot 53"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("wrong filter 'udp prot 53'");
    }

    private static Block block(String hex, int linkType) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        var block = new Block();
        block.begin(MemorySegment.ofArray(bytes), Window.STATIC);
        block.add(0, bytes.length, bytes.length, 0, linkType, Block.NO_VLAN, 0);
        return block;
    }
}
