package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.capture.header.Fault;
import org.tapwarden.capture.header.WifiHeader;
import org.tapwarden.classifier.Sighting;

/// Targets for the fuzzer: what a radio frame tells, or nothing.
class WifiReaderFuzzTest {

    private final List<Sighting> told = new ArrayList<>();
    private final WifiReader reader =
            new WifiReader(
                    new RecordWriter(),
                    record -> told.add(new SightingCodec.Reader().read(record.bytes(), 0)));

    @FuzzTest
    void management(byte[] bytes) {
        told.clear();
        var frame = MemorySegment.ofArray(bytes);
        if (WifiHeader.fault(frame, 0, bytes.length) == Fault.NONE) {
            reader.management(new FrameFacts(), frame, 0, bytes.length);
        }
        assertThat(told.size()).isLessThanOrEqualTo(1);
    }

    @FuzzTest
    void data(byte[] bytes) {
        told.clear();
        reader.data(new FrameFacts(), MemorySegment.ofArray(bytes), 0, bytes.length);
        assertThat(told.size()).isLessThanOrEqualTo(1);
    }
}
