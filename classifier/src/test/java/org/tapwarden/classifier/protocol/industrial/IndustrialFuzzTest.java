package org.tapwarden.classifier.protocol.industrial;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class IndustrialFuzzTest extends FuzzTarget {

    @FuzzTest
    void ads(byte[] bytes) {
        look(new AdsDissector(), bytes);
    }

    @FuzzTest
    void atg(byte[] bytes) {
        look(new AtgDissector(), bytes);
    }

    @FuzzTest
    void bacnet(byte[] bytes) {
        look(new BacnetDissector(), bytes);
    }

    @FuzzTest
    void c1222(byte[] bytes) {
        look(new C1222Dissector(), bytes);
    }

    @FuzzTest
    void cipIo(byte[] bytes) {
        look(new CipIoDissector(), bytes);
    }

    @FuzzTest
    void cnpIp(byte[] bytes) {
        look(new CnpIpDissector(), bytes);
    }

    @FuzzTest
    void codesys(byte[] bytes) {
        look(new CodesysDissector(), bytes);
    }

    @FuzzTest
    void crestron(byte[] bytes) {
        look(new CrestronDissector(), bytes);
    }

    @FuzzTest
    void dlms(byte[] bytes) {
        look(new DlmsDissector(), bytes);
    }

    @FuzzTest
    void dnp3(byte[] bytes) {
        look(new Dnp3Dissector(), bytes);
    }

    @FuzzTest
    void doIp(byte[] bytes) {
        look(new DoIpDissector(), bytes);
    }

    @FuzzTest
    void egd(byte[] bytes) {
        look(new EgdDissector(), bytes);
    }

    @FuzzTest
    void etherCat(byte[] bytes) {
        look(new EtherCatDissector(), bytes);
    }

    @FuzzTest
    void etherNetIp(byte[] bytes) {
        look(new EtherNetIpDissector(), bytes);
    }

    @FuzzTest
    void etherSBus(byte[] bytes) {
        look(new EtherSBusDissector(), bytes);
    }

    @FuzzTest
    void etherSio(byte[] bytes) {
        look(new EtherSioDissector(), bytes);
    }

    @FuzzTest
    void fins(byte[] bytes) {
        look(new FinsDissector(), bytes);
    }

    @FuzzTest
    void focas(byte[] bytes) {
        look(new FocasDissector(), bytes);
    }

    @FuzzTest
    void fox(byte[] bytes) {
        look(new FoxDissector(), bytes);
    }

    @FuzzTest
    void geSrtp(byte[] bytes) {
        look(new GeSrtpDissector(), bytes);
    }

    @FuzzTest
    void hartIp(byte[] bytes) {
        look(new HartIpDissector(), bytes);
    }

    @FuzzTest
    void hiSlip(byte[] bytes) {
        look(new HiSlipDissector(), bytes);
    }

    @FuzzTest
    void hses(byte[] bytes) {
        look(new HsesDissector(), bytes);
    }

    @FuzzTest
    void hsms(byte[] bytes) {
        look(new HsmsDissector(), bytes);
    }

    @FuzzTest
    void iec104(byte[] bytes) {
        look(new Iec104Dissector(), bytes);
    }

    @FuzzTest
    void knxNetIp(byte[] bytes) {
        look(new KnxNetIpDissector(), bytes);
    }

    @FuzzTest
    void mBus(byte[] bytes) {
        look(new MBusDissector(), bytes);
    }

    @FuzzTest
    void melsec(byte[] bytes) {
        look(new MelsecDissector(), bytes);
    }

    @FuzzTest
    void mewtocol(byte[] bytes) {
        look(new MewtocolDissector(), bytes);
    }

    @FuzzTest
    void modbus(byte[] bytes) {
        look(new ModbusDissector(), bytes);
    }

    @FuzzTest
    void opcUa(byte[] bytes) {
        look(new OpcUaDissector(), bytes);
    }

    @FuzzTest
    void pcWorx(byte[] bytes) {
        look(new PcWorxDissector(), bytes);
    }

    @FuzzTest
    void pccc(byte[] bytes) {
        look(new PcccDissector(), bytes);
    }

    @FuzzTest
    void rtps(byte[] bytes) {
        look(new RtpsDissector(), bytes);
    }

    @FuzzTest
    void s7(byte[] bytes) {
        look(new S7Dissector(), bytes);
    }

    @FuzzTest
    void someIp(byte[] bytes) {
        look(new SomeIpDissector(), bytes);
    }

    @FuzzTest
    void synchrophasor(byte[] bytes) {
        look(new SynchrophasorDissector(), bytes);
    }

    @FuzzTest
    void trdp(byte[] bytes) {
        look(new TrdpDissector(), bytes);
    }

    @FuzzTest
    void triStation(byte[] bytes) {
        look(new TriStationDissector(), bytes);
    }

    @FuzzTest
    void xcp(byte[] bytes) {
        look(new XcpDissector(), bytes);
    }

    @FuzzTest
    void zug(byte[] bytes) {
        look(new ZugDissector(), bytes);
    }
}
