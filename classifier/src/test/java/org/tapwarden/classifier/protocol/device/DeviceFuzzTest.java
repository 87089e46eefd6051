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
    void tivo(byte[] bytes) {
        look(new TivoDissector(), bytes);
    }

    @FuzzTest
    void stageLight(byte[] bytes) {
        look(new StageLightDissector(), bytes);
    }

    @FuzzTest
    void pictureTransfer(byte[] bytes) {
        look(new PictureTransferDissector(), bytes);
    }

    @FuzzTest
    void dahua(byte[] bytes) {
        look(new DahuaDissector(), bytes);
    }

    @FuzzTest
    void broadlink(byte[] bytes) {
        look(new BroadlinkDissector(), bytes);
    }

    @FuzzTest
    void wiz(byte[] bytes) {
        look(new WizDissector(), bytes);
    }

    @FuzzTest
    void kdeConnect(byte[] bytes) {
        look(new KdeConnectDissector(), bytes);
    }

    @FuzzTest
    void localSend(byte[] bytes) {
        look(new LocalSendDissector(), bytes);
    }
}
