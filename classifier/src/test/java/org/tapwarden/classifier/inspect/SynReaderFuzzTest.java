package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;

/// A target for the fuzzer: how a SYN's sender sets its TCP up, or nothing.
class SynReaderFuzzTest {

    @FuzzTest
    void stack(byte[] bytes) {
        var told = SynReader.stack(MemorySegment.ofArray(bytes), 0, bytes.length, true);
        assertThat(told == null || (told.windowScale() >= -1 && told.maximumSegment() >= 0))
                .isTrue();
    }
}
