package org.tapwarden.classifier.protocol.remote;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.FuzzTarget;
import org.tapwarden.classifier.protocol.Transport;

/// A target for the fuzzer each dissector of the family.
class RemoteFuzzTest extends FuzzTarget {

    /// Some of these dissectors look only at their own ports.
    private static final int[] OWN_PORTS = {3389, 177, 513, 514, 21_116, 40_000};

    @Override
    protected boolean set(byte[] bytes) {
        if (!super.set(bytes)) {
            return false;
        }
        boolean odd = bytes[1] % 2 != 0;
        payload.of(
                (bytes[0] & 1) == 0 ? Transport.TCP : Transport.UDP,
                odd ? Direction.FROM_DESTINATION : Direction.FROM_SOURCE,
                40_001,
                OWN_PORTS[(bytes[2] & 0xff) % OWN_PORTS.length]);
        return true;
    }

    @FuzzTest
    void jdwp(byte[] bytes) {
        look(new JdwpDissector(), bytes);
    }

    @FuzzTest
    void ssh(byte[] bytes) {
        look(new SshDissector(), bytes);
    }

    @FuzzTest
    void rdp(byte[] bytes) {
        look(new RdpDissector(), bytes);
    }

    @FuzzTest
    void rfb(byte[] bytes) {
        look(new RfbDissector(), bytes);
    }

    @FuzzTest
    void telnet(byte[] bytes) {
        look(new TelnetDissector(), bytes);
    }

    @FuzzTest
    void teamViewer(byte[] bytes) {
        look(new TeamViewerDissector(), bytes);
    }

    @FuzzTest
    void radmin(byte[] bytes) {
        look(new RadminDissector(), bytes);
    }

    @FuzzTest
    void ica(byte[] bytes) {
        look(new IcaDissector(), bytes);
    }

    @FuzzTest
    void x11(byte[] bytes) {
        look(new X11Dissector(), bytes);
    }

    @FuzzTest
    void spice(byte[] bytes) {
        look(new SpiceDissector(), bytes);
    }

    @FuzzTest
    void adb(byte[] bytes) {
        look(new AdbDissector(), bytes);
    }

    @FuzzTest
    void guacamole(byte[] bytes) {
        look(new GuacamoleDissector(), bytes);
    }

    @FuzzTest
    void noMachine(byte[] bytes) {
        look(new NoMachineDissector(), bytes);
    }

    @FuzzTest
    void vmware(byte[] bytes) {
        look(new VmwareDissector(), bytes);
    }

    @FuzzTest
    void xdmcp(byte[] bytes) {
        look(new XdmcpDissector(), bytes);
    }

    @FuzzTest
    void remoteShell(byte[] bytes) {
        look(new RemoteShellDissector(), bytes);
    }

    @FuzzTest
    void rustDesk(byte[] bytes) {
        look(new RustDeskDissector(), bytes);
    }
}
