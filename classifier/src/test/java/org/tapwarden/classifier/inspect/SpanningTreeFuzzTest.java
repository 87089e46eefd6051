package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;

/// A target for the fuzzer: what a bridge says, or nothing.
class SpanningTreeFuzzTest {

    @FuzzTest
    void message(byte[] bytes) {
        var told = SpanningTree.read(MemorySegment.ofArray(bytes), 0, bytes.length);
        assertThat(told == null || (told.version() <= 3 && told.rootCost() >= 0)).isTrue();
    }
}
