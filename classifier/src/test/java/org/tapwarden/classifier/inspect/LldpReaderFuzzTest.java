package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;

/// A target for the fuzzer: a system name is read out of an LLDP frame, or there is none.
class LldpReaderFuzzTest {

    @FuzzTest
    void systemName(byte[] bytes) {
        String name = LldpReader.equipment(MemorySegment.ofArray(bytes), 0, bytes.length).name();
        assertThat(name == null || name.length() <= bytes.length).isTrue();
    }
}
