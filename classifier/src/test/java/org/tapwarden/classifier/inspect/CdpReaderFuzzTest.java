package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;

/// A target for the fuzzer: what equipment says is read out of a CDP message, or nothing.
class CdpReaderFuzzTest {

    @FuzzTest
    void equipment(byte[] bytes) {
        var told = CdpReader.equipment(MemorySegment.ofArray(bytes), 0, bytes.length);
        assertThat(told == null || bytes.length >= 8).isTrue();
    }
}
