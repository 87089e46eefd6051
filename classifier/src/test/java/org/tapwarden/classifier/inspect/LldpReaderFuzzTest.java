package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;

/// A target for the fuzzer: what equipment says is read out of an LLDP frame, or nothing.
class LldpReaderFuzzTest {

    @FuzzTest
    void equipment(byte[] bytes) {
        var told = LldpReader.equipment(MemorySegment.ofArray(bytes), 0, bytes.length);
        assertThat(told == null || bytes.length >= 4).isTrue();
    }
}
