package org.tapwarden.classifier.protocol.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.FuzzTarget;
import org.tapwarden.classifier.protocol.Transport;

/// A target for the fuzzer each dissector of the family.
class FileFuzzTest extends FuzzTarget {

    /// Some of these dissectors look only at their own ports.
    private static final int[] OWN_PORTS = {20, 21, 69, 515, 445, 40_000};

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
    void smb(byte[] bytes) {
        look(new SmbDissector(), bytes);
    }

    @FuzzTest
    void ftpControl(byte[] bytes) {
        look(new FtpControlDissector(), bytes);
    }

    @FuzzTest
    void ftpData(byte[] bytes) {
        look(new FtpDataDissector(), bytes);
    }

    @FuzzTest
    void sunRpc(byte[] bytes) {
        look(new SunRpcDissector(), bytes);
    }

    @FuzzTest
    void dceRpc(byte[] bytes) {
        look(new DceRpcDissector(), bytes);
    }

    @FuzzTest
    void git(byte[] bytes) {
        look(new GitDissector(), bytes);
    }

    @FuzzTest
    void rsync(byte[] bytes) {
        look(new RsyncDissector(), bytes);
    }

    @FuzzTest
    void svn(byte[] bytes) {
        look(new SvnDissector(), bytes);
    }

    @FuzzTest
    void cvs(byte[] bytes) {
        look(new CvsDissector(), bytes);
    }

    @FuzzTest
    void iscsi(byte[] bytes) {
        look(new IscsiDissector(), bytes);
    }

    @FuzzTest
    void nbd(byte[] bytes) {
        look(new NbdDissector(), bytes);
    }

    @FuzzTest
    void nineP(byte[] bytes) {
        look(new NinePDissector(), bytes);
    }

    @FuzzTest
    void ceph(byte[] bytes) {
        look(new CephDissector(), bytes);
    }

    @FuzzTest
    void lustre(byte[] bytes) {
        look(new LustreDissector(), bytes);
    }

    @FuzzTest
    void drbd(byte[] bytes) {
        look(new DrbdDissector(), bytes);
    }

    @FuzzTest
    void hadoop(byte[] bytes) {
        look(new HadoopDissector(), bytes);
    }

    @FuzzTest
    void hbase(byte[] bytes) {
        look(new HbaseDissector(), bytes);
    }

    @FuzzTest
    void xrootd(byte[] bytes) {
        look(new XrootdDissector(), bytes);
    }

    @FuzzTest
    void bjnp(byte[] bytes) {
        look(new BjnpDissector(), bytes);
    }

    @FuzzTest
    void jetDirect(byte[] bytes) {
        look(new JetDirectDissector(), bytes);
    }

    @FuzzTest
    void bacula(byte[] bytes) {
        look(new BaculaDissector(), bytes);
    }

    @FuzzTest
    void amanda(byte[] bytes) {
        look(new AmandaDissector(), bytes);
    }

    @FuzzTest
    void ncp(byte[] bytes) {
        look(new NcpDissector(), bytes);
    }

    @FuzzTest
    void ndmp(byte[] bytes) {
        look(new NdmpDissector(), bytes);
    }

    @FuzzTest
    void perforce(byte[] bytes) {
        look(new PerforceDissector(), bytes);
    }

    @FuzzTest
    void distcc(byte[] bytes) {
        look(new DistccDissector(), bytes);
    }

    @FuzzTest
    void proxyHeader(byte[] bytes) {
        look(new ProxyHeaderDissector(), bytes);
    }

    @FuzzTest
    void fastCgi(byte[] bytes) {
        look(new FastCgiDissector(), bytes);
    }

    @FuzzTest
    void ajp(byte[] bytes) {
        look(new AjpDissector(), bytes);
    }

    @FuzzTest
    void ice(byte[] bytes) {
        look(new IceDissector(), bytes);
    }

    @FuzzTest
    void webLogic(byte[] bytes) {
        look(new WebLogicDissector(), bytes);
    }

    @FuzzTest
    void giop(byte[] bytes) {
        look(new GiopDissector(), bytes);
    }

    @FuzzTest
    void javaRmi(byte[] bytes) {
        look(new JavaRmiDissector(), bytes);
    }

    @FuzzTest
    void flute(byte[] bytes) {
        look(new FluteDissector(), bytes);
    }

    @FuzzTest
    void uftp(byte[] bytes) {
        look(new UftpDissector(), bytes);
    }

    @FuzzTest
    void tftp(byte[] bytes) {
        look(new TftpDissector(), bytes);
    }

    @FuzzTest
    void rx(byte[] bytes) {
        look(new RxDissector(), bytes);
    }

    @FuzzTest
    void afp(byte[] bytes) {
        look(new AfpDissector(), bytes);
    }

    @FuzzTest
    void lpd(byte[] bytes) {
        look(new LpdDissector(), bytes);
    }
}
