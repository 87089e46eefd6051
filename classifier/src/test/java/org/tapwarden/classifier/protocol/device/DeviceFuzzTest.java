package org.tapwarden.classifier.protocol.device;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class DeviceFuzzTest extends FuzzTarget {

    @FuzzTest
    void nest(byte[] bytes) {
        look(new NestDissector(), bytes);
    }

    @FuzzTest
    void xiaomi(byte[] bytes) {
        look(new XiaomiDissector(), bytes);
    }

    @FuzzTest
    void tplink(byte[] bytes) {
        look(new TplinkDissector(), bytes);
    }

    @FuzzTest
    void ubiquiti(byte[] bytes) {
        look(new UbiquitiDissector(), bytes);
    }

    @FuzzTest
    void tuya(byte[] bytes) {
        look(new TuyaDissector(), bytes);
    }

    @FuzzTest
    void lifx(byte[] bytes) {
        look(new LifxDissector(), bytes);
    }

    @FuzzTest
    void tocaBoca(byte[] bytes) {
        look(new TocaBocaDissector(), bytes);
    }
}
