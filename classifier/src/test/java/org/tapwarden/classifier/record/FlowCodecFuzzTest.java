package org.tapwarden.classifier.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.FlowRecord;

/// A target for the fuzzer: what lies in the spool is a flow record, or refused as unreadable; what
/// was read is written and read again as the same.
class FlowCodecFuzzTest {

    @FuzzTest
    void flowRecord(byte[] bytes) throws FlowCodec.UnreadableFlow {
        FlowRecord flow;
        try {
            flow = FlowCodec.decode(bytes);
        } catch (FlowCodec.UnreadableFlow e) {
            return;
        }
        assertThat(FlowCodec.decode(FlowCodec.encode(flow))).isEqualTo(flow);
    }
}
